import Lang

/// A host for the tests: it plugs in one of everything and writes down what it was asked to do.
enum FakeHost {
  static let vocabulary = Vocabulary(
    commands: [
      Load.self, Diff.self, Step.self, StepBack.self, StepAll.self, Sync.self, Transaction.self,
      Upgrade.self, UpgradeBlock.self, Explain.self, Connect.self, Greet.self, Slow.self,
      Watch.self,
    ],
    declarations: [Table.self, EnumType.self, View.self],
    foreign: FakeSQL.self,
    functions: [
      HostFunction(
        "notify", [.init("text"), .init("channel", isRequired: false)], summary: "Tells someone."
      ) { values, interpreter in
        interpreter.output("notify \(values.map(interpreter.display).joined(separator: " "))")
        return .int(1)
      },
      HostFunction("rows", [.init("count")]) { values, _ in
        .host(Rows(count: values[0].intValue ?? 0))
      },
      HostFunction("twice", [.init("f")]) { values, interpreter in
        guard let function = values[0].functionValue else { throw ScriptFailure("no function") }
        return .list([
          try interpreter.call(function, [1]), try interpreter.call(function, [2]),
        ])
      },
      HostFunction("broken") { _, _ in throw HostTrouble(code: 7) },
      HostFunction("box") { _, _ in .host(Box()) },
    ],
    options: [.option("connect", .value), .option("yes")])

  struct HostTrouble: Error { let code: Int }

  static func shown(_ call: CommandCall, _ interpreter: Interpreter) -> String {
    var parts = [call.signature.title]
    for part in call.signature.parts {
      for argument in call.all(part.key) {
        let kind = argument.isBare ? "" : "="
        let shown =
          argument.foreign.map { "(\(FakeSQL.shown($0, interpreter)))" }
          ?? interpreter.display(argument.value)
        parts.append("\(part.key):\(kind)\(shown)")
      }
    }
    return parts.joined(separator: " ") + (call.isStatement ? "" : " (value)")
  }
}

private func note(_ call: CommandCall, _ interpreter: Interpreter) -> Value {
  let shown = FakeHost.shown(call, interpreter)
  interpreter.output(shown)
  return Value(shown)
}

private enum Load: Command {
  static let signature = Signature(
    "load", group: "Models", summary: "Load models.", .argument("path", .path, .someOrMore),
    examples: ["load models/blog.schema"])
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum Diff: Command {
  static let signature = Signature(
    "diff", group: "Look", summary: "Show what differs.",
    .argument("from", .name("source"), .optional), .clause("to", .name("source")),
    .clause("as", .choice(["text", "sql", "json"])), .flag("exit code"))
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum Step: Command {
  static let signature = Signature(
    "step", summary: "Run the next step.", .argument("count", .integer, .optional))
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    _ = note(call, interpreter)
    return .int(try call.integer("count") ?? 1)
  }
}

private enum StepBack: Command {
  static let signature = Signature("step back", summary: "Undo the last step.")
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum StepAll: Command {
  static let signature = Signature("step all", summary: "Run all steps.")
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum Sync: Command {
  static let signature = Signature(
    "sync", summary: "Make the database match.", .flag("allowing data loss"),
    .flag("one by one"), .clause("with", .foreign, key: "expression", .many))
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum Transaction: EnclosingCommand {
  static let signature = Signature("transaction", summary: "All or nothing.", .block())
  static func enter(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    interpreter.output("begin")
    return 1
  }
  static func leave(_ token: Value, failure: ScriptFailure?, _ interpreter: Interpreter) throws {
    interpreter.output(failure == nil ? "commit" : "rollback")
  }
}

private enum Upgrade: Command {
  static let signature = Signature(
    "upgrade", summary: "Migrate up.", .clause("to", .name("version")),
    .option("lock timeout", .integer))
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    note(call, interpreter)
  }
}

private enum UpgradeBlock: Command {
  static let signature = Signature(
    "upgrade", summary: "What a migration does.", .flag("without transaction"), .block())
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    interpreter.output("block" + (call.has("without transaction") ? " alone" : ""))
    guard let block = call.block() else { return .null }
    return try interpreter.call(block)
  }
}

private enum Explain: Command {
  static let signature = Signature("explain plan", summary: "Ask for a plan.", .foreign())
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard let foreign = call.foreign() else { return .null }
    interpreter.output("explain \(FakeSQL.shown(foreign, interpreter))")
    return .null
  }
}

private enum Connect: Command {
  static let signature = Signature(
    "connect", summary: "Connect.", .argument("target", .value, .someOrMore),
    .clause("as", .name("connection")))
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard interpreter.capabilities.allows(.connect) else {
      throw call.failure("this script may not connect", at: "target")
    }
    return note(call, interpreter)
  }
}

private enum Greet: Command {
  static let signature = Signature(
    "greet", summary: "Say hello.", .argument("name", .value),
    .clause("times", .integer, .optional), examples: ["greet world"])
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    for _ in 0..<(try call.integer("times") ?? 1) {
      interpreter.output("hello \(try call.text("name") ?? "")")
    }
    return .null
  }
}

private enum Slow: AsyncCommand {
  static let signature = Signature("slow", summary: "Takes a while.", .argument("n", .integer))
  static func run(
    _ call: CommandCall, _ interpreter: Interpreter, isolation: isolated (any Actor)?
  ) async throws -> Value {
    await Task.yield()
    let number = try call.integer("n") ?? 0
    if number < 0 { throw call.failure("slower than time", at: "n") }
    return .int(number * 2)
  }
}

enum FakeSQL: ForeignLanguage {
  static let verbs = [
    ForeignVerb("alter", isDefinition: true), ForeignVerb("begin"),
    ForeignVerb("comment", isDefinition: true),
    ForeignVerb("commit"), ForeignVerb("copy"), ForeignVerb("create", isDefinition: true),
    ForeignVerb("delete"), ForeignVerb("do"), ForeignVerb("drop", isDefinition: true),
    ForeignVerb("insert"),
    ForeignVerb("select"), ForeignVerb("set"), ForeignVerb("table"), ForeignVerb("update"),
    ForeignVerb("values"), ForeignVerb("with"),
  ]

  static func shown(_ call: ForeignCall, _ interpreter: Interpreter) -> String {
    call.parts.map { part -> String in
      switch part {
      case .raw(let text, _): text
      case .value(let value, _): "‹\(interpreter.display(value))›"
      case .identifier(let names, _): "«\(names.joined(separator: "|"))»"
      }
    }.joined()
  }

  static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    let text = shown(call, interpreter)
    if text.contains("nowhere") {
      throw ScriptFailure(
        "relation \"nowhere\" does not exist", at: call.location, details: ["sqlstate": "42P01"])
    }
    if call.isStatement {
      let lines = text.split(separator: "\n").map { $0.trimmingBlanksForTest() }
      interpreter.output("sql(\(call.verb)): " + lines.joined(separator: " / "))
      if let data = call.data {
        interpreter.output(
          "data: "
            + String(decoding: data, as: UTF8.self)
            .split(separator: "\n").joined(separator: "|"))
      }
    }
    return .host(Rows(count: 3))
  }

  static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    interpreter.output("\\\(call.name) \(call.words)")
    return .null
  }
}

extension Substring {
  fileprivate func trimmingBlanksForTest() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

private enum Table: Declaration {
  static let form = DeclarationForm(
    "table", .lines, continuations: ["references", "on", "where"])
  static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value {
    let syntax = call.syntax
    let header = syntax.header.map(syntax.text).joined(separator: " ")
    interpreter.output("table \(header)\(docs(syntax, syntax.leading))")
    for item in syntax.items {
      let text = item.tokens.map(syntax.text).joined(separator: " ")
      interpreter.output("  \(text)\(docs(syntax, item.leading + item.trailing))")
    }
    return .null
  }

  private static func docs(_ syntax: DeclarationSyntax, _ comments: [DeclarationComment]) -> String
  {
    syntax.documentation(comments).map { " /// \($0)" } ?? ""
  }
}

private enum EnumType: Declaration {
  static let form = DeclarationForm("enum", .list)
  static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value {
    let syntax = call.syntax
    let labels = syntax.items.map { $0.tokens.map(syntax.text).joined(separator: " ") }
    interpreter.output(
      "enum \(syntax.header.map(syntax.text).joined()): \(labels.joined(separator: "|"))")
    return .null
  }
}

private enum View: Declaration {
  static let form = DeclarationForm("view", .foreign)
  static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value {
    let syntax = call.syntax
    interpreter.output(
      "view \(syntax.header.map(syntax.text).joined()): \(call.source[syntax.foreign?.span ?? syntax.span])"
    )
    return .null
  }
}

/// Rows as a host has them: they can be walked over, and know a little more.
final class Rows: HostObject {
  let count: Int
  init(count: Int) { self.count = count }

  var typeName: String { "rows" }
  var display: String { "\(count) rows" }
  var memberNames: [String] { ["count", "value"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "count": .int(count)
    case "value": .int(0)
    default: nil
    }
  }

  func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? { Iterator(count) }

  final class Iterator: HostIterator {
    var next = 0
    let count: Int
    init(_ count: Int) { self.count = count }
    func next(_ interpreter: Interpreter) throws -> Value? {
      guard next < count else { return nil }
      defer { next += 1 }
      return .map(["id": .int(next), "name": Value("row \(next)")])
    }
  }
}

/// An object with members that can be set.
final class Box: HostObject {
  var content: Value = .null
  var items: Value = .list([])
  var typeName: String { "box" }
  var display: String { "<box>" }
  var memberNames: [String] { ["content", "items", "open"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    name == "content" ? content : name == "items" ? items : nil
  }

  func setMember(_ name: String, _ value: Value, _ interpreter: Interpreter) throws -> Bool {
    switch name {
    case "content": content = value
    case "items": items = value
    default: return false
    }
    return true
  }

  func call(_ method: String, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value? {
    guard method == "open" else { return nil }
    let how = arguments["how"].map(interpreter.display) ?? "plainly"
    return Value("opened \(how) with \(arguments.positional.count)")
  }

  var identity: Value? { content }
  func compare(_ other: any HostObject) -> Int? {
    guard let a = content.intValue, let b = (other as? Box)?.content.intValue else { return nil }
    return a - b
  }
}
