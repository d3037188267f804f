/// Changing a variable, or a member or element deep inside one, where it lies.
///
/// The value is changed in place: it is never held twice, so nothing is copied but what other
/// variables share.
extension Machine {
  func setPlace(_ i: Instruction, _ base: Int) throws {
    let code = frames[frames.count - 1].code
    let site = code._withUnsafeGuaranteedRef { $0.template.sites.places[Int(i.d)] }
    let value = stack[base + Int(i.a)]
    let symbol = i.op == .updatePlace ? Operator(rawValue: UInt8(truncatingIfNeeded: i.c)) : nil
    try take(bytes: 32)
    try change(site, keys: base + Int(i.b), base: base) { place in
      guard let symbol else {
        place = value
        return true
      }
      try withUnsafeMutablePointer(to: &place) { try update($0, symbol, value) }
      return true
    }
  }

  /// Finds the place and hands it to `body`, which says whether it changed it. A step through a
  /// host object reads the member, changes it, and gives it back.
  func change(
    _ site: PlaceSite, keys: Int, base: Int, _ body: (inout Value) throws -> Bool
  ) throws {
    var names: [Value] = []
    var next = keys
    for step in site.steps {
      switch step {
      case .member(let name): names.append(.text(Text(name)))
      case .index:
        names.append(stack[next])
        next += 1
      }
    }
    let path = Path(keys: names, steps: site.steps)
    func run(_ root: inout Value) throws {
      if site.isConstant, !names.isEmpty, root.isContainer {
        throw ScriptFailure(
          "`\(site.name)` is constant, and its value cannot be changed",
          hint: "declare it with `var`")
      }
      _ = try walk(&root, path[...], body)
    }
    switch site.root {
    case .register: try inPlace(stack + base + site.slot, run)
    case .global: try inPlace(stack + site.slot, run)
    case .cell:
      guard case .object(let object) = stack[base + site.slot], let cell = object as? Cell else {
        return
      }
      try run(&cell.value)
    case .capture:
      guard let cell = capturedCell(site.slot) else { return }
      try run(&cell.value)
    }
  }

  /// The register is read anew afterwards: the stack may move while a host's code runs.
  private func inPlace(_ register: Registers, _ run: (inout Value) throws -> Void) throws {
    let offset = register - stack
    if register.isUnset { throw notYetSet() }
    var value = register.pointee
    register.pointee = .null
    defer { stack[offset] = value }
    try run(&value)
  }

  private struct Path {
    let keys: [Value]
    let steps: [PlaceSite.Step]

    subscript(_: UnboundedRange) -> ArraySlice<(Value, PlaceSite.Step)> {
      Array(zip(keys, steps))[...]
    }
  }

  private func walk(
    _ value: inout Value, _ path: ArraySlice<(Value, PlaceSite.Step)>,
    _ body: (inout Value) throws -> Bool
  ) throws -> Bool {
    guard let (key, step) = path.first else { return try body(&value) }
    let rest = path.dropFirst()
    switch value {
    case .list(var list):
      guard case .index = step else { throw notSettable(key, value) }
      let index = try listPosition(key, list.count)
      value = .null
      defer { value = .list(list) }
      let changed = try list.update { try walk(&$0[index], rest, body) }
      list.storage.depth = max(list.storage.depth, list.storage.items[index].depth + 1)
      try checkDepth(list.depth)
      return changed
    case .map(var map):
      if !rest.isEmpty, map[key] == nil {
        throw ScriptFailure("the map has no key \(Display.quoted(key))")
      }
      value = .null
      defer { value = .map(map) }
      let changed = try map.update(key) { try walk(&$0, rest, body) }
      try checkDepth(map.storage.depth)
      return changed
    case .object:
      guard let host = value.hostObject, case .text(let name) = key else {
        throw notSettable(key, value)
      }
      var part = try host.member(name.string, interpreter) ?? .null
      guard try walk(&part, rest, body) else { return false }
      guard try host.setMember(name.string, part, interpreter) else {
        throw notSettable(key, value)
      }
      return true
    default: throw notSettable(key, value)
    }
  }

  private func listPosition(_ key: Value, _ count: Int) throws -> Int {
    guard case .int(let index) = key else {
      throw ScriptFailure("an index is a whole number, not \(key.typeName)")
    }
    let position = index < 0 ? index + count : index
    guard position >= 0, position < count else {
      throw ScriptFailure(
        "index \(index) is outside: the list has \(count) element\(count == 1 ? "" : "s")",
        hint: index == count ? "add to a list with .append(x)" : nil)
    }
    return position
  }

  private func notSettable(_ key: Value, _ value: Value) -> ScriptFailure {
    ScriptFailure("\(Display.quoted(key)) of \(value.typeName) cannot be set")
  }

  // MARK: Cells

  func newCell() -> Value {
    let cell = Cell(unset)
    cell.join(cells)
    return .object(cell)
  }

  func cellValue(_ value: Value) throws -> Value {
    guard case .object(let object) = value else { return value }
    // Registers that `getCell` reads hold cells.
    let cell = unsafeDowncast(object, to: Cell.self)
    if case .object(let inner) = cell.value, inner is Unset { throw notYetSet() }
    return cell.value
  }

  func setCell(_ cell: Value, _ value: Value) {
    guard case .object(let object) = cell else { return }
    unsafeDowncast(object, to: Cell.self).value = value
  }

  func capturedCell(_ number: Int) -> Cell? {
    frames[frames.count - 1].function?._withUnsafeGuaranteedRef { function in
      number < function.captures.count ? function.captures[number] : nil
    }
  }

  func captured(_ number: Int) throws -> Value {
    guard let cell = capturedCell(number) else { return .null }
    if case .object(let inner) = cell.value, inner is Unset { throw notYetSet() }
    return cell.value
  }

  func setCaptured(_ number: Int, _ value: Value) { capturedCell(number)?.value = value }

  func makeClosure(_ number: Int, _ regs: Registers) -> Value {
    let code = frames[frames.count - 1].code._withUnsafeGuaranteedRef { $0.functions[number] }
    var captures: [Cell] = []
    for source in code.template.captures {
      switch source {
      case .register(let register):
        guard case .object(let object) = regs[register] else { continue }
        captures.append(unsafeDowncast(object, to: Cell.self))
      case .capture(let index):
        if let cell = capturedCell(index) { captures.append(cell) }
      }
    }
    return .function(Function(.script(code), captures: captures))
  }

  func notYetSet() -> ScriptFailure {
    ScriptFailure("this variable has no value yet", hint: "it is declared further down")
  }
}

extension Value {
  fileprivate var isContainer: Bool {
    switch self {
    case .list, .map, .text: true
    default: false
    }
  }
}
