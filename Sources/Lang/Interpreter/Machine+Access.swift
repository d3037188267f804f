/// Members, elements, slices, places, lists, maps and loops.
extension Machine {
  // MARK: Reading

  func member(_ value: Value, _ name: Value) throws -> Value {
    guard case .text(let key) = name else { return .null }
    switch value {
    case .map(let map):
      if let found = map[name] { return found }
      throw noMember(key.string, "map", map.keys.compactMap(\.textValue), what: "key")
    case .object:
      guard let host = value.hostObject else { break }
      if let found = try host.member(key.string, interpreter) { return found }
      if let found = try property(key.string, value) { return found }
      throw noMember(key.string, host.typeName, host.memberNames, what: "member")
    case .null:
      throw ScriptFailure("null has no member `\(key.string)`", hint: "`?.` passes null on")
    default:
      if let found = try property(key.string, value) { return found }
    }
    throw noMember(
      key.string, value.typeName, BuiltinMethods.names(for: value), what: "member")
  }

  /// A builtin method without arguments, used without parentheses: `xs.count`.
  private func property(_ name: String, _ value: Value) throws -> Value? {
    guard let family = BuiltinMethods.index[name], let method = method(family, for: value),
      method.isProperty
    else { return nil }
    if let host = value.hostObject, try host.makeIterator(interpreter) == nil { return nil }
    return try runNative(method, [value])
  }

  private func noMember(_ name: String, _ type: String, _ names: [String], what: String)
    -> ScriptFailure
  {
    var hint = Suggestion.hint(for: name, in: names)
    // A map's members are its keys: what it can do is called with parentheses.
    let isMethod = type == "map" && BuiltinMethods.names(for: .map(MapValue())).contains(name)
    if isMethod || names.contains(name) { hint = "call it: .\(name)()" }
    return ScriptFailure("\(type) has no \(what) `\(name)`", hint: hint)
  }

  func element(_ value: Value, _ key: Value) throws -> Value {
    switch value {
    case .list(let list):
      if case .range(let range) = key { return try slice(value, range) }
      return list[try position(key, list.count, "list")]
    case .text(let text):
      if case .range(let range) = key { return try slice(value, range) }
      let index = try position(key, text.count, "text")
      return .text(try text.slice(index, index + 1, work: charge))
    case .map(let map):
      try checkKey(key)
      return map[key] ?? .null
    case .range(let range):
      return .int(range.first + (try position(key, range.count, "range")))
    case .object:
      guard let host = value.hostObject else { break }
      if let found = try host.element(key, interpreter) { return found }
      throw ScriptFailure("\(host.typeName) has no element \(Display.brief(key))")
    default: break
    }
    throw ScriptFailure("\(value.typeName) has no elements")
  }

  /// An index counted from 0, or from the end when negative.
  private func position(_ key: Value, _ count: Int, _ what: String) throws -> Int {
    guard case .int(let index) = key else {
      throw ScriptFailure("an index is a whole number, not \(key.typeName)")
    }
    let position = index < 0 ? index + count : index
    guard position >= 0, position < count else {
      let size = count == 0 ? "is empty" : "has \(count) element\(count == 1 ? "" : "s")"
      throw ScriptFailure("index \(index) is outside: the \(what) \(size)")
    }
    return position
  }

  private func slice(_ value: Value, _ range: RangeValue) throws -> Value {
    try slice(
      value, .int(range.first), .int(range.first + range.count), isClosed: false)
  }

  /// Both ends are clipped to what is there; negative ones count from the end.
  func slice(_ value: Value, _ from: Value, _ to: Value, isClosed: Bool) throws -> Value {
    let count: Int
    switch value {
    case .list(let list): count = list.count
    case .text(let text): count = text.count
    default: throw ScriptFailure("\(value.typeName) cannot be sliced")
    }
    func bound(_ key: Value, _ open: Int, _ extra: Int) throws -> Int {
      switch key {
      case .null: return open
      case .int(let index):
        let position = index < 0 ? index + count : index
        return min(max(position == .max ? position : position + extra, 0), count)
      default: throw ScriptFailure("a slice goes from number to number, not \(key.typeName)")
      }
    }
    let start = try bound(from, 0, 0)
    let end = max(start, try bound(to, count, isClosed ? 1 : 0))
    if case .list(let list) = value {
      try take(bytes: (end - start) * 16)
      var part = ListMaker(self, reserving: end - start)
      for index in start..<end { try part.add(list.storage.items[index]) }
      return .list(try part.list())
    }
    guard case .text(let text) = value else { return .null }
    try take(bytes: end - start + 48)
    try charge((end - start) >> 6)
    return .text(try text.slice(start, end, work: charge))
  }

  func contains(_ container: Value, _ value: Value) throws -> Bool {
    switch container {
    case .list(let list):
      return try position(of: value, in: list) != nil
    case .map(let map):
      try checkKey(value)
      return map[value] != nil
    case .range(let range):
      guard case .int(let number) = value else { return false }
      let (distance, overflows) = number.subtractingReportingOverflow(range.first)
      return !overflows && distance >= 0 && distance < range.count
    case .text(let text):
      guard case .text(let part) = value else {
        throw ScriptFailure("`in` text looks for text, not \(value.typeName)")
      }
      try charge(text.byteCount / 16)
      return try TextSearch.find(part, in: text, from: 0, work: charge) != nil
    case .object:
      guard container.hostObject != nil else { break }
      return try position(of: value, in: try collect(container)) != nil
    default: break
    }
    throw ScriptFailure("`in` looks into a list, map, range or text, not \(container.typeName)")
  }

  // MARK: Making

  func makeRange(_ first: Value, _ last: Value, isClosed: Bool) throws -> Value {
    guard case .int(let low) = first, case .int(let high) = last else {
      throw ScriptFailure(
        "a range goes from int to int, not from \(first.typeName) to \(last.typeName)")
    }
    if high < low { return .range(RangeValue(first: low, count: 0)) }
    let (distance, overflows) = high.subtractingReportingOverflow(low)
    let (count, overflowsToo) = distance.addingReportingOverflow(isClosed ? 1 : 0)
    if overflows || overflowsToo { throw ScriptFailure("this range is too long") }
    return .range(RangeValue(first: low, count: count))
  }

  func extendList(_ target: Registers, _ first: Registers, _ count: Int) throws {
    guard target.tag == Layout.list else { return }
    try take(bytes: count * 16 + 48)
    let list = target.asList
    for index in 0..<count { list.pointee.append(first[index]) }
    try checkDepth(list.pointee.depth)
  }

  func extendMap(_ target: Registers, _ first: Registers, _ count: Int) throws {
    guard target.tag == Layout.map else { return }
    try take(bytes: count * 64 + 64)
    let map = target.asMap
    for index in 0..<count {
      try checkKey(first + index * 2)
      map.pointee[first[index * 2]] = first[index * 2 + 1]
    }
    try checkDepth(map.pointee.storage.depth)
  }

  func checkDepth(_ depth: Int) throws {
    guard depth > ValueDepth.maximum else { return }
    throw ScriptFailure("values are nested more than \(ValueDepth.maximum) deep")
  }

  // MARK: Loops

  func iterator(over value: Value) throws -> Value {
    let items: LoopIterator.Items
    switch value {
    case .list(let list): items = .list(list)
    case .range(let range): items = .range(range.first, count: range.count)
    case .map(let map): items = .map(map.storage)
    case .object(let reference):
      guard let host = value.hostObject, let iterator = try host.makeIterator(interpreter) else {
        throw ScriptFailure("a loop cannot walk over \(reference.typeName)")
      }
      items = .host(iterator)
    case .text: throw ScriptFailure("a loop cannot walk over text", hint: "use .characters()")
    case .int: throw ScriptFailure("a loop cannot walk over a number", hint: "use 0..<n")
    case .null, .bool, .double, .decimal, .function:
      throw ScriptFailure("a loop cannot walk over \(value.typeName)")
    }
    return .object(LoopIterator(items))
  }

  /// Puts the next value, or key and value, into registers; false at the end.
  func next(_ value: Value, _ first: Int, _ second: Int?) throws -> Bool {
    guard case .object(let object) = value else { return false }
    // Only `iterate` makes what `next` reads.
    let iterator = unsafeDowncast(object, to: LoopIterator.self)
    let position = iterator.position
    iterator.position = position + 1
    switch iterator.items {
    case .range(let start, let count):
      guard position < count else { return false }
      if let second {
        (stack + first).setInt(position)
        (stack + second).setInt(start + position)
      } else {
        (stack + first).setInt(start + position)
      }
    case .list(let list):
      guard position < list.storage.items.count else { return false }
      if let second {
        (stack + first).setInt(position)
        stack[second] = list.storage.items[position]
      } else {
        stack[first] = list.storage.items[position]
      }
    case .map(let map):
      var position = position
      while position < map.used, map.entries[position].hash < 0 { position += 1 }
      guard position < map.used else { return false }
      iterator.position = position + 1
      stack[first] = map.entries[position].key
      if let second { stack[second] = map.entries[position].value }
    case .host(let host):
      try charge(1)
      guard let next = try host.next(interpreter) else { return false }
      if let second {
        (stack + first).setInt(position)
        stack[second] = next
      } else {
        stack[first] = next
      }
    }
    return true
  }

  /// All that a host object, a range or a map holds, as a list.
  func collect(_ value: Value) throws -> ListValue {
    switch value {
    case .list(let list): return list
    case .range(let range):
      try take(bytes: min(range.count, Int.max / 16) * 16)
      var maker = ListMaker(self, reserving: range.count)
      for index in 0..<range.count { try maker.add(.int(range.first + index)) }
      return try maker.list()
    case .map(let map):
      try take(bytes: map.count * 16)
      var maker = ListMaker(self, reserving: map.count)
      for (key, _) in map { try maker.add(key) }
      return try maker.list()
    default: break
    }
    guard let host = value.hostObject, let iterator = try host.makeIterator(interpreter) else {
      throw ScriptFailure("\(value.typeName) holds no values to walk over")
    }
    var maker = ListMaker(self)
    while let item = try iterator.next(interpreter) {
      try take(bytes: 16)
      try maker.add(item)
    }
    return try maker.list()
  }
}
