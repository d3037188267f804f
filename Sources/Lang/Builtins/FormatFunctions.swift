/// Dates, JSON and CSV.
extension BuiltinFunctions {
  static let formatFunctions: [BuiltinFunction] = [
    BuiltinFunction("date", ["x"], "A date made of text or a timestamp: date(\"2024-02-29\").") {
      call in try moment(call, isDate: true)
    },
    BuiltinFunction("timestamp", ["x"], "A point in time made of text or a date, in UTC.") {
      call in try moment(call, isDate: false)
    },
    BuiltinFunction("parseJSON", ["text"], "The value that a JSON text holds.") { call in
      try JSON.parse(try call.text(0), call.machine)
    },
    BuiltinFunction(
      "toJSON", ["value", "indent"], required: 1, "A value as JSON, on one line or indented."
    ) { call in
      let indent = call.has(1) ? min(max(try call.int(1), 0), 16) : nil
      return Value(try JSON.write(call[0], indent: indent, call.machine))
    },
    BuiltinFunction(
      "parseCSV", ["text", "header", "separator"], required: 1,
      "A list of maps by the first line's names; without header, of lists."
    ) { call in try parseCSV(call) },
    BuiltinFunction(
      "toCSV", ["rows", "header", "separator"], required: 1, "Maps or lists as CSV lines."
    ) { call in try toCSV(call) },
  ]

  private static func moment(_ call: NativeCall, isDate: Bool) throws -> Value {
    if let known = call[0].hostObject as? Moment {
      return .host(Moment(microseconds: known.microseconds, isDate: isDate))
    }
    let text = try call.trimmed(0).textValue
    guard let text, text.utf8.count < 1000, let found = Moment.parse(text, isDate: isDate) else {
      let what = isDate ? "date" : "timestamp"
      throw ScriptFailure("\(Display.brief(call[0])) is not a \(what)")
    }
    return .host(found)
  }

  private static func separator(_ call: NativeCall, _ index: Int) throws -> String {
    let separator = try call.string(index, default: ",")
    guard separator.utf8.count == 1, separator != "\"", separator != "\n" else {
      throw ScriptFailure("the separator must be one plain character")
    }
    return separator
  }

  private static func parseCSV(_ call: NativeCall) throws -> Value {
    let separator = try separator(call, 2).utf8.first ?? UInt8(ascii: ",")
    let hasNames = try call.bool(1, default: true)
    var names: [Value]?
    var rows = ListMaker(call.machine, cost: 0)
    try CSV.parse(try call.text(0), separator: separator, call.machine) { row in
      guard hasNames else { return try rows.add(.list(row)) }
      guard let names else {
        names = row.enumerated().map { number, name in
          name.isNull ? Value("column\(number + 1)") : name
        }
        return
      }
      guard row.count <= names.count else {
        throw ScriptFailure("wrong CSV: a line has \(row.count) fields, not \(names.count)")
      }
      try call.take(bytes: names.count * 64)
      var map = MapValue(capacity: names.count)
      for (number, name) in names.enumerated() {
        map[name] = number < row.count ? row[number] : .null
      }
      try rows.add(.map(map))
    }
    return .list(try rows.list())
  }

  private static func toCSV(_ call: NativeCall) throws -> Value {
    let rows = try call.list(0)
    let separator = try separator(call, 2)
    var lines = Text("")
    let work = call.charge
    func add(_ fields: [Value]) throws {
      try lines.append(try CSV.line(fields, separator: separator, call.machine), work: work)
    }
    var names: [Value]?
    for row in rows {
      switch row {
      case .list(let fields):
        try add(fields.array)
      case .map(let map):
        if names == nil {
          names = map.keys
          if try call.bool(1, default: true) {
            try add(map.keys)
          }
        }
        let fields = (names ?? []).map { map[$0] ?? .null }
        try add(fields)
      default: throw ScriptFailure("a row must be a map or a list, not \(row.typeName)")
      }
    }
    return .text(lines)
  }
}
