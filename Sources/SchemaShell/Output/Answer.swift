import Lang

/// What a host's object is to programs: JSON, in lines.
protocol MachineReadable: HostObject {
  var jsonLines: [String] { get }
}

extension Session {
  /// Gives what a command found: its value to a script, JSON to a program (the value's, unless
  /// there is more to tell), and to a person what `show` shows.
  func answer(
    _ call: CommandCall, _ value: Value, json: @autoclosure () -> [String]? = nil,
    _ show: () throws -> Void
  ) rethrows -> Value {
    guard call.isStatement else { return value }
    if console.isMachine {
      console.show(json() ?? AnswerJSON.lines(value))
    } else {
      try show()
    }
    return value
  }
}

/// A command's value as JSON.
enum AnswerJSON {
  static func lines(_ value: Value) -> [String] {
    guard let list = value.listValue else { return one(value) }
    guard !list.isEmpty else { return ["[]"] }
    let items = list.map { one($0).joined(separator: " ") }
    return ["["] + items.enumerated().map { " " + $1 + ($0 == items.count - 1 ? "" : ",") } + ["]"]
  }

  private static func one(_ value: Value) -> [String] {
    if let object = value.hostObject as? any MachineReadable { return object.jsonLines }
    switch value {
    case .null: return ["null"]
    case .bool(let isTrue): return [isTrue ? "true" : "false"]
    case .int(let number): return ["\(number)"]
    case .text(let text): return [JSONText.string(text.string)]
    case .list(let list): return [JSONText.array(list.array.map { one($0).joined() })]
    // Commands give nothing else.
    case .decimal, .double, .map, .range, .function, .object:
      return [JSONText.string(value.hostObject?.display ?? value.typeName)]
    }
  }
}
