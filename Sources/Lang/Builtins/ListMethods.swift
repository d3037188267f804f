/// Methods of lists, and of all that can be walked over like one.
extension BuiltinMethods {
  private static let lists = [Layout.list, Layout.range]

  static let listMethods: [BuiltinMethod] = [
    BuiltinMethod(
      lists, "count", "How many elements there are.",
      .native { call in
        if case .range(let range) = call[0] { return .int(range.count) }
        return .int(try call.list(0).count)
      }),
    BuiltinMethod(
      lists, "length", "How many elements there are.",
      .native { call in
        if case .range(let range) = call[0] { return .int(range.count) }
        return .int(try call.list(0).count)
      }),
    BuiltinMethod(
      lists, "isEmpty", "Are there no elements?",
      .native { call in
        if case .range(let range) = call[0] { return .bool(range.count == 0) }
        return .bool(try call.list(0).isEmpty)
      }),
    BuiltinMethod(
      lists, "first", "The first element, or null.",
      .native { call in
        if case .range(let range) = call[0] { return range.count > 0 ? .int(range.first) : .null }
        return try call.list(0).first ?? .null
      }),
    BuiltinMethod(
      lists, "last", "The last element, or null.",
      .native { call in
        if case .range(let range) = call[0] { return range.count > 0 ? .int(range.last) : .null }
        return try call.list(0).last ?? .null
      }),
    BuiltinMethod(
      lists, "list", "The elements as a list.",
      .native { call in
        .list(try call.list(0))
      }),
    BuiltinMethod(
      lists, "contains", ["value"], "Is the value one of the elements?",
      .native {
        call in .bool(try call.machine.contains(call[0], call[1]))
      }),
    BuiltinMethod(
      lists, "indexOf", ["value"], "Where the value first stands, or null.",
      .native {
        call in
        let found = try call.machine.position(of: call[1], in: try call.list(0))
        return found.map { .int($0) } ?? .null
      }),
    BuiltinMethod(
      lists, "reverse", "The elements from last to first.",
      .native { call in
        let list = try call.list(0)
        return try call.list(list.count) { list[list.count - 1 - $0] }
      }),
    BuiltinMethod(
      lists, "join", ["separator"], required: 0, "The elements as text, one behind the other.",
      .native(join)),
    BuiltinMethod(
      lists, "take", ["n"], "The first n elements.",
      .native { call in
        let list = try call.list(0)
        let count = min(max(0, try call.int(1)), list.count)
        return try call.list(count) { list[$0] }
      }),
    BuiltinMethod(
      lists, "drop", ["n"], "All but the first n elements.",
      .native { call in
        let list = try call.list(0)
        let count = min(max(0, try call.int(1)), list.count)
        return try call.list(list.count - count) { list[count + $0] }
      }),
    BuiltinMethod(
      lists, "chunks", ["size"], "Lists of so many elements each.", .native(chunks)),
    BuiltinMethod(
      lists, "zip", ["other"], "Pairs of the elements of both lists.", .native(zipped)),
    BuiltinMethod(
      lists, "flatten", "The elements of the lists in this list.", .native(flatten)),
    BuiltinMethod(
      lists, "sorted", ["keys", "descending"], required: 0,
      "The elements in order; equal ones stay as they are.", .native(Sorting.sort)),
    BuiltinMethod(
      lists, "toMap", "A map made of [key, value] pairs.", .native(pairsToMap)),
    BuiltinMethod(
      lists, "step", ["n"], "Every n-th element, from the first.",
      .native { call in
        let list = try call.list(0)
        let step = try call.int(1)
        guard step > 0 else { throw ScriptFailure("the step must be more than 0") }
        // Without a sum that could be too large.
        let count = list.isEmpty ? 0 : (list.count - 1) / step + 1
        return try call.list(count) { list[$0 * step] }
      }),
    BuiltinMethod(
      [Layout.list], "append", ["value"], "Adds an element at the end.",
      .changing {
        place, call in
        try call.take(bytes: 32)
        let value = call[1]
        try call.machine.checkDepth(value.depth + 1)
        try call.machine.own(place.asList)
        place.asList.pointee.append(value)
        return .null
      }),
    BuiltinMethod(
      [Layout.list], "insert", ["value", "at"], "Puts an element in front of another.",
      .changing { place, call in
        let index = try call.int(2)
        return try change(place, call) { items in
          guard index >= 0, index <= items.count else {
            throw ScriptFailure("index \(index) is outside: the list has \(items.count) elements")
          }
          items.insert(call[1], at: index)
          return .null
        }
      }),
    BuiltinMethod(
      [Layout.list], "removeAt", ["index"], "Takes an element out and returns it.",
      .changing { place, call in
        let index = try call.int(1)
        return try change(place, call) { items in
          let position = index < 0 ? index + items.count : index
          guard items.indices.contains(position) else {
            throw ScriptFailure("index \(index) is outside: the list has \(items.count) elements")
          }
          return items.remove(at: position)
        }
      }),
    BuiltinMethod(
      [Layout.list], "pop", "Takes the last element out, or null.",
      .changing {
        place, call in try change(place, call, cost: 0) { $0.popLast() ?? .null }
      }),
    BuiltinMethod(
      [Layout.list], "clear", "Takes all elements out.",
      .changing { place, _ in
        place.pointee = .list(ListValue())
        return .null
      }),
  ]

  /// Methods that the prelude defines, with the names of their parameters.
  static let preludeMethods: [BuiltinMethod] = [
    prelude("map", ["f"], "What f makes of each element."),
    prelude("flatMap", ["f"], "The elements of the lists that f makes of each element."),
    prelude("filter", ["f"], "The elements for which f is true."),
    prelude("each", ["f"], "Calls f with each element."),
    prelude("any", ["f"], required: 0, "Is f true for an element? Without f: is there one?"),
    prelude("all", ["f"], "Is f true for every element?"),
    prelude("none", ["f"], "Is f true for no element?"),
    prelude("find", ["f"], "The first element for which f is true, or null."),
    prelude("findIndex", ["f"], "Where f is first true, or null."),
    prelude("reduce", ["start", "f"], "f(so far, element) over all elements."),
    prelude("takeWhile", ["f"], "The elements up to where f is first false."),
    prelude("dropWhile", ["f"], "The elements from where f is first false."),
    prelude("partition", ["f"], "Two lists: where f is true, and where not."),
    prelude("groupBy", ["f"], "A map from f's results to lists of elements."),
    prelude("countBy", ["f"], "A map from f's results to how often they came."),
    prelude("keyBy", ["f"], "A map from f's results to the element."),
    prelude(
      "sort", ["by", "descending"], required: 0, "The elements in order, or by what `by` makes."),
    prelude(
      "sortBy", ["by", "descending"], required: 1, "The elements in the order of what `by` makes."),
    prelude(
      "sum", ["f"], required: 0, "The sum of the elements, or of f's results; null counts nothing."),
    prelude("average", ["f"], required: 0, "The mean of the elements; null when there are none."),
    prelude(
      "min", ["f"], required: 0, "The smallest element, or the one with f's smallest result."),
    prelude("max", ["f"], required: 0, "The largest element, or the one with f's largest result."),
    prelude("unique", ["f"], required: 0, "The elements without repetitions."),
    BuiltinMethod([Layout.map], "mapValues", ["f"], "What f makes of each value.", .prelude),
    BuiltinMethod([Layout.map], "filterEntries", ["f"], "Where f(key, value) is true.", .prelude),
    BuiltinMethod([Layout.map], "eachEntry", ["f"], "Calls f(key, value).", .prelude),
  ]

  private static func prelude(
    _ name: String, _ parameters: [String], required: Int? = nil, _ summary: String
  ) -> BuiltinMethod {
    BuiltinMethod(
      [Layout.list, Layout.range], name, parameters, required: required, summary,
      takesObjects: true, .prelude)
  }

  private static func change(
    _ place: Registers, _ call: NativeCall, cost: Int = -1,
    _ body: (inout [Value]) throws -> Value
  ) throws -> Value {
    let list = place.asList
    try call.take(bytes: 32)
    try call.charge(cost < 0 ? list.pointee.count / 16 : cost)
    try call.machine.own(list)
    let result = try list.pointee.update(body)
    list.pointee.storage.depth = max(list.pointee.depth, call[1].depth + 1)
    try call.machine.checkDepth(list.pointee.depth)
    return result
  }

  private static func join(_ call: NativeCall) throws -> Value {
    let list = try call.list(0)
    let separator = call.has(1) ? try call.text(1) : Text("")
    let work = call.charge
    var joined = Text("")
    for (index, item) in list.storage.items.enumerated() {
      try call.charge(1)
      let before = joined.byteCount
      if index > 0 { try joined.append(separator, work: work) }
      switch item {
      case .text(let text): try joined.append(text, work: work)
      case .int(let number): try joined.append(Text("\(number)"), work: work)
      default: try joined.append(Text(try Display.text(item, call.machine)), work: work)
      }
      try call.take(bytes: joined.byteCount - before)
    }
    return .text(joined)
  }

  private static func chunks(_ call: NativeCall) throws -> Value {
    let list = try call.list(0)
    let size = try call.int(1)
    guard size > 0 else { throw ScriptFailure("the size must be more than 0") }
    try call.take(bytes: list.count / size * 64)
    let count = list.isEmpty ? 0 : (list.count - 1) / size + 1
    return try call.list(count) { number in
      let start = number * size
      return try call.list(min(size, list.count - start)) { list[start + $0] }
    }
  }

  private static func zipped(_ call: NativeCall) throws -> Value {
    let first = try call.list(0)
    let second = try call.list(1)
    let count = min(first.count, second.count)
    try call.take(bytes: count * 80)
    return try call.list(count) { .list([first[$0], second[$0]]) }
  }

  private static func flatten(_ call: NativeCall) throws -> Value {
    let list = try call.list(0)
    var items = ListMaker(call.machine)
    for item in list.storage.items {
      guard case .list(let inner) = item else {
        try items.add(item)
        continue
      }
      try call.take(bytes: inner.count * 16)
      try call.charge(1)
      for item in inner.storage.items { try items.add(item) }
    }
    return .list(try items.list())
  }

  private static func pairsToMap(_ call: NativeCall) throws -> Value {
    let list = try call.list(0)
    try call.take(bytes: list.count * 64)
    var map = MapValue(capacity: list.count)
    for item in list.storage.items {
      try call.charge(1)
      guard case .list(let pair) = item, pair.count == 2 else {
        throw ScriptFailure("this takes pairs: [[key, value], …]")
      }
      try call.machine.checkKey(pair[0])
      map[pair[0]] = pair[1]
    }
    return .map(map)
  }
}
