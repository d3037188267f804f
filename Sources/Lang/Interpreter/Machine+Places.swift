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
        place.pointee = value
        return true
      }
      try update(place, symbol, value)
      return true
    }
  }

  /// The common case of `x[key] = value`; false when it is not common.
  func setElement(_ container: Registers, _ key: Registers, _ value: Registers) throws -> Bool {
    if container.tag == Layout.map {
      try take(bytes: 64)
      try checkKey(key)
      try container.asMap.pointee.makeUnique(work: charge)
      container.asMap.pointee.storage.set(key, value)
      if !value.isTrivial { try checkDepth(container.asMap.pointee.storage.depth) }
      return true
    }
    guard container.tag == Layout.list, key.isInt else { return false }
    let index = key.rawInt
    guard index >= 0, index < container.asList.pointee.count else { return false }
    try own(container.asList)
    container.asList.pointee.update { items in
      items.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        (start + index).set(from: value)
      }
    }
    let depth = value.isTrivial ? 0 : value.pointee.depth + 1
    if depth > container.asList.pointee.depth { container.asList.pointee.storage.depth = depth }
    try checkDepth(depth)
    return true
  }

  /// `x[key] = value` and `x[key] op= value` for everything else.
  func changeElement(_ i: Instruction, _ base: Int) throws {
    let site = PlaceSite(
      root: .register, slot: Int(i.c), name: "", isConstant: false, steps: [.index])
    let value = stack[base + Int(i.a)]
    let symbol = i.d < 0 ? nil : Operator(rawValue: UInt8(truncatingIfNeeded: i.d))
    try take(bytes: 32)
    try change(site, keys: base + Int(i.b), base: base) { place in
      if let symbol { try update(place, symbol, value) } else { place.pointee = value }
      return true
    }
  }

  /// Finds the place and hands it to `body`, which says whether it changed it. A step through a
  /// host object reads the member, changes it, and gives it back.
  func change(
    _ site: PlaceSite, keys: Int, base: Int, _ body: (Registers) throws -> Bool
  ) throws {
    func run(_ root: Registers) throws {
      if root.isUnset { throw notYetSet() }
      if site.isConstant, !site.steps.isEmpty, root.tag == Layout.list || root.tag == Layout.map {
        throw ScriptFailure(
          "`\(site.name)` is constant, and its value cannot be changed",
          hint: "declare it with `var`")
      }
      try withoutActuallyEscaping(body) { body in
        let walk = PlaceWalk(machine: self, steps: site.steps, body: body)
        _ = try walk.run(root, 0, keys)
      }
    }
    switch site.root {
    case .register: try inPlace(base + site.slot, run)
    case .global: try inPlace(site.slot, run)
    case .cell:
      guard case .object(let object) = stack[base + site.slot], let cell = object as? Cell else {
        return
      }
      try withUnsafeMutablePointer(to: &cell.value, run)
    case .capture:
      guard let cell = capturedCell(site.slot) else { return }
      try withUnsafeMutablePointer(to: &cell.value, run)
    }
  }

  /// The value leaves its register meanwhile, because the stack may move while a host's code runs.
  private func inPlace(_ offset: Int, _ run: (Registers) throws -> Void) throws {
    var value = (stack + offset).move()
    (stack + offset).initialize(to: .null)
    defer { stack[offset] = value }
    try withUnsafeMutablePointer(to: &value, run)
  }

  /// Goes from a variable down to the place that is meant.
  private struct PlaceWalk {
    let machine: Machine
    let steps: [PlaceSite.Step]
    let body: (Registers) throws -> Bool

    func run(_ place: Registers, _ number: Int, _ nextKey: Int) throws -> Bool {
      guard number < steps.count else { return try body(place) }
      let key: Value
      var nextKey = nextKey
      switch steps[number] {
      case .member(let name): key = .text(Text(name))
      case .index:
        key = machine.stack[nextKey]
        nextKey += 1
      }
      switch place.tag {
      case Layout.list:
        guard case .index = steps[number] else { break }
        return try element(place.asList, key, number, nextKey)
      case Layout.map: return try entry(place.asMap, key, number, nextKey)
      case Layout.object: return try member(place.pointee, key, number, nextKey)
      default: break
      }
      throw notSettable(key, place.pointee)
    }

    private func element(
      _ list: UnsafeMutablePointer<ListValue>, _ key: Value, _ number: Int, _ nextKey: Int
    ) throws -> Bool {
      let index = try listPosition(key, list.pointee.count)
      var depth = 0
      try machine.own(list)
      let changed = try list.pointee.update { items in
        try items.withUnsafeMutableBufferPointer { buffer in
          guard let start = buffer.baseAddress else { return false }
          let changed = try run(start + index, number + 1, nextKey)
          depth = start[index].depth + 1
          return changed
        }
      }
      if depth > list.pointee.depth { list.pointee.storage.depth = depth }
      try machine.checkDepth(list.pointee.depth)
      return changed
    }

    private func entry(
      _ map: UnsafeMutablePointer<MapValue>, _ key: Value, _ number: Int, _ nextKey: Int
    ) throws -> Bool {
      try machine.checkKey(key)
      if number + 1 < steps.count, map.pointee[key] == nil {
        throw ScriptFailure("the map has no key \(Display.brief(key))")
      }
      try map.pointee.makeUnique(work: machine.charge)
      let changed = try map.pointee.update(key) { value in
        try withUnsafeMutablePointer(to: &value) { try run($0, number + 1, nextKey) }
      }
      try machine.checkDepth(map.pointee.storage.depth)
      return changed
    }

    private func member(_ value: Value, _ key: Value, _ number: Int, _ nextKey: Int) throws -> Bool
    {
      guard let host = value.hostObject, case .text(let name) = key else {
        throw notSettable(key, value)
      }
      var part = try host.member(name.string, machine.interpreter) ?? .null
      guard try withUnsafeMutablePointer(to: &part, { try run($0, number + 1, nextKey) }) else {
        return false
      }
      guard try host.setMember(name.string, part, machine.interpreter) else {
        throw notSettable(key, value)
      }
      return true
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
      ScriptFailure("\(Display.brief(key)) of \(value.typeName) cannot be set")
    }
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
