/// Methods of maps.
extension BuiltinMethods {
  private static let maps = [Layout.map]

  static let mapMethods: [BuiltinMethod] = [
    BuiltinMethod(
      maps, "count", "How many keys there are.",
      .native { call in
        .int(try call.map(0).count)
      }),
    BuiltinMethod(
      maps, "length", "How many keys there are.",
      .native { call in
        .int(try call.map(0).count)
      }),
    BuiltinMethod(
      maps, "isEmpty", "Are there no keys?",
      .native { call in
        .bool(try call.map(0).isEmpty)
      }),
    BuiltinMethod(
      maps, "keys", "The keys, in the order in which they came.",
      .native { call in
        let map = try call.map(0)
        return .list(try call.machine.collect(.map(map)))
      }),
    BuiltinMethod(
      maps, "values", "The values, in the order of their keys.",
      .native { call in
        let map = try call.map(0)
        try call.take(bytes: map.count * 16)
        var values = ListMaker(call.machine, reserving: map.count)
        for (_, value) in map { try values.add(value) }
        return .list(try values.list())
      }),
    BuiltinMethod(
      maps, "entries", "[key, value] for each key.",
      .native { call in
        let map = try call.map(0)
        try call.take(bytes: map.count * 112)
        var entries = ListMaker(call.machine, reserving: map.count)
        for (key, value) in map { try entries.add(.list([key, value])) }
        return .list(try entries.list())
      }),
    BuiltinMethod(
      maps, "has", ["key"], "Is there such a key?",
      .native { call in
        .bool(try call.map(0)[call.key(1)] != nil)
      }),
    BuiltinMethod(
      maps, "contains", ["key"], "Is there such a key?",
      .native { call in
        .bool(try call.map(0)[call.key(1)] != nil)
      }),
    BuiltinMethod(
      maps, "get", ["key", "default"], required: 1, "The key's value, or the default.",
      .native { call in try call.map(0)[call.key(1)] ?? call[2] }),
    BuiltinMethod(
      maps, "merge", ["other"], "Both maps' keys; the other's values win.",
      .native { call in
        .map(try call.machine.merged(try call.map(0), try call.map(1)))
      }),
    BuiltinMethod(
      maps, "without", ["key"], "The map without a key.",
      .native { call in
        var map = try call.map(0)
        try call.take(bytes: map.count * 64)
        try map.makeUnique(work: call.charge)
        map[try call.key(1)] = nil
        return .map(map)
      }),
    BuiltinMethod(
      maps, "set", ["key", "value"], "Gives a key a value.",
      .changing { place, call in
        try call.take(bytes: 64)
        let (key, value) = (try call.key(1), call[2])
        try call.machine.checkDepth(value.depth + 1)
        try place.asMap.pointee.makeUnique(work: call.charge)
        place.asMap.pointee[key] = value
        return .null
      }),
    BuiltinMethod(
      maps, "remove", ["key"], "Takes a key out and returns its value.",
      .changing {
        place, call in
        let key = try call.key(1)
        try place.asMap.pointee.makeUnique(work: call.charge)
        let old = place.asMap.pointee[key]
        place.asMap.pointee[key] = nil
        return old ?? .null
      }),
    BuiltinMethod(
      maps, "clear", "Takes all keys out.",
      .changing { place, _ in
        place.pointee = .map(MapValue())
        return .null
      }),
  ]
}
