/// A function as a value: written in the script, built in, or given by the host.
public final class Function {
  enum Body {
    case script(Code)
    case builtin(Int)
    case host(HostFunction)
  }

  let body: Body
  /// The variables of enclosing functions that it uses.
  let captures: [Cell]

  init(_ body: Body, captures: [Cell] = []) {
    self.body = body
    self.captures = captures
  }

  public convenience init(_ function: HostFunction) { self.init(.host(function)) }

  /// Its name; functions without one are called `=>`.
  public var name: String {
    switch body {
    case .script(let code): code.name ?? "=>"
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
  var value: Value
  private unowned(unsafe) var previous: Cell?
  private unowned(unsafe) var next: Cell?

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

  deinit { leave() }
}
