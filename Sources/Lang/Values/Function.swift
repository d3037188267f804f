/// A function as a value: written in the script, built in, or given by the host.
public final class Function {
  enum Body {
    case script(Code)
    case builtin(Int)
    case host(HostFunction)
  }

  let body: Body
  /// What a call of a script's function needs.
  let entry: CodeEntry?
  /// The variables of enclosing functions that it uses. Emptied only by `Cell`.
  @exclusivity(unchecked) var captures: [Cell]

  init(_ body: Body, captures: [Cell] = []) {
    self.body = body
    self.captures = captures
    if case .script(let code) = body { entry = CodeEntry(code) } else { entry = nil }
  }

  public convenience init(_ function: HostFunction) { self.init(.host(function)) }

  var code: Code? {
    if case .script(let code) = body { return code }
    return nil
  }

  /// Its name; functions without one are called `=>`.
  public var name: String {
    switch body {
    case .script(let code): code.template.name ?? "=>"
    case .builtin(let index): BuiltinFunctions.all[index].name
    case .host(let function): function.name
    }
  }
}

/// A function that a host gives to scripts: `notify("done", channel: "ops")`.
public struct HostFunction: Sendable {
  public struct Parameter: Sendable {
    public var name: String
    public var isRequired: Bool

    public init(_ name: String, isRequired: Bool = true) {
      self.name = name
      self.isRequired = isRequired
    }
  }

  public typealias Body = @Sendable ([Value], Interpreter) throws -> Value

  public let name: String
  public let parameters: [Parameter]
  public let summary: String
  /// Gets one value per parameter; what the caller left out is null.
  public let body: Body

  public init(
    _ name: String, _ parameters: [Parameter] = [], summary: String = "", body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.summary = summary
    self.body = body
  }
}

/// A variable that outlives its frame because a closure uses it.
///
/// All live cells of a machine hang in one ring, so that the machine can empty them when it goes
/// away: a closure that refers to itself would otherwise never be freed.
final class Cell: ObjectReference {
  @exclusivity(unchecked) var value: Value
  private unowned(unsafe) var previous: Cell?
  private unowned(unsafe) var next: Cell?

  var following: Cell? { next }

  init(_ value: Value) {
    self.value = value
  }

  func join(_ ring: Cell) {
    previous = ring
    next = ring.next
    ring.next?.previous = self
    ring.next = self
  }

  /// Empties every cell of the ring this cell heads.
  func emptyAll() {
    while let cell = next {
      let value = cell.value
      cell.leave()
      cell.value = .null
      _ = value
    }
  }

  private func leave() {
    previous?.next = next
    next?.previous = previous
    previous = nil
    next = nil
  }

  /// Closures that hold closures form chains of any length. Freeing one link after the other,
  /// each inside the one before, would run out of stack; so what only this cell keeps alive is
  /// taken apart here, in a loop.
  deinit {
    leave()
    guard case .function = value else {
      guard value.depth > 0 else { return }
      dismantle()
      return
    }
    dismantle()
  }

  private func dismantle() {
    var work: [Value] = [value]
    value = .null
    while var next = work.popLast() {
      // Through a pointer: a copy would count as somebody who still needs the value.
      withUnsafeMutablePointer(to: &next) { Cell.takeApart($0, &work) }
    }
  }

  private static func takeApart(_ place: Registers, _ work: inout [Value]) {
    switch place.tag {
    case Layout.function:
      guard isKnownUniquelyReferenced(&place.asFunction.pointee) else { return }
      let function = place.asFunction.pointee
      for index in function.captures.indices
      where isKnownUniquelyReferenced(&function.captures[index]) {
        work.append(function.captures[index].value)
        function.captures[index].value = .null
      }
    case Layout.list:
      guard isKnownUniquelyReferenced(&place.asList.pointee.storage) else { return }
      work += place.asList.pointee.storage.items.filter(\.mayHoldOthers)
      place.asList.pointee.storage.items = []
    case Layout.map:
      guard isKnownUniquelyReferenced(&place.asMap.pointee.storage) else { return }
      work += place.asMap.pointee.values.filter(\.mayHoldOthers)
      place.asMap.pointee = MapValue()
    default: return
    }
  }
}

extension Value {
  var mayHoldOthers: Bool {
    if case .function = self { return true }
    return depth > 0
  }
}
