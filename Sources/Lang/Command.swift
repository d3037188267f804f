/// A word of the host's that starts a statement: `connect`, `diff`, `upgrade`.
///
/// The signature is data, and everything is made from it: how the line is parsed, what `help`
/// prints, what completion offers, which errors are raised, and what the process's own command
/// line accepts. The language itself has no command.
///
/// ```swift
/// enum Notify: Command {
///   static let signature = Signature(
///     "notify", summary: "Send a message to a channel.",
///     .argument("channel", .name("channel")), .clause("with", .value),
///     examples: ["notify ops with \"done\""])
///   static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
///     send(call.text("channel"), call.text("with"))
///     return .null
///   }
/// }
/// ```
public protocol Command: SendableMetatype {
  static var signature: Signature { get }
  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value
}

/// A command that stands around a block and runs it in place: `transaction { … }`.
///
/// The block belongs to the function it stands in: `return` and `break` leave it as they would
/// leave any block, and `leave` is called whatever happens.
public protocol EnclosingCommand: Command {
  /// Before the block. What it returns comes back in `leave`.
  static func enter(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value
  /// After the block, with nil when it ended well, or the failure that ends it.
  static func leave(_ token: Value, failure: ScriptFailure?, _ interpreter: Interpreter) throws
}

extension EnclosingCommand {
  public static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value { .null }
}

/// A command whose block is the body of a loop: `watch 2 { … }`.
///
/// What `run` returns is walked through as a `for` loop does, and each element means a turn. The
/// block belongs to the function it stands in, and `break`, `continue` and `return` leave it.
public protocol LoopingCommand: Command {}

/// A command whose work is asynchronous. The machine stops, the caller of
/// ``Interpreter/runAsync(_:)`` waits, and the machine goes on with the result.
public protocol AsyncCommand: Command {
  static func run(
    _ call: CommandCall, _ interpreter: Interpreter, isolation: isolated (any Actor)?
  ) async throws -> Value
}

extension AsyncCommand {
  public static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    throw ScriptFailure("\(signature.title) can only run where the host waits for it")
  }
}

/// How a command is written, as data.
public struct Signature: Sendable {
  /// The words it starts with: `["step", "back"]`.
  public let words: [String]
  /// What may follow, in the order in which `help` shows it.
  public let parts: [Part]
  /// One line for the list of commands.
  public let summary: String
  /// More, for `help COMMAND`.
  public let discussion: String
  /// The heading it stands under in `help`.
  public let group: String
  /// Lines a person can type; a host's tests should run them.
  public let examples: [String]

  public init(
    _ words: String, group: String = "", summary: String, _ parts: Part..., discussion: String = "",
    examples: [String] = []
  ) {
    self.init(
      words, group: group, summary: summary, parts: parts, discussion: discussion,
      examples: examples)
  }

  /// The same, with parts that several signatures share.
  public init(
    _ words: String, group: String = "", summary: String, parts: [Part], discussion: String = "",
    examples: [String] = []
  ) {
    self.words = words.split(separator: " ").map(String.init)
    self.parts = parts
    self.summary = summary
    self.discussion = discussion
    self.group = group
    self.examples = examples
  }

  /// `step back`.
  public var title: String { words.joined(separator: " ") }

  /// One line that shows how it is written: `diff [FROM] [to TO] [allowing data loss]`.
  public var usage: String {
    ([title] + parts.compactMap(\.usage)).joined(separator: " ")
  }

  public func part(_ key: String) -> Part? { parts.first { $0.key == key } }
}

/// One thing that may follow a command's words.
public struct Part: Sendable {
  public enum Shape: Sendable, Equatable {
    /// A value by its place.
    case argument(Kind)
    /// Words, then a value: `to 3`, `as json`.
    case clause([String], Kind)
    /// Words alone: `allowing data loss`.
    case flag([String])
    /// `{ … }`.
    case block
    /// Text of the foreign language up to `;` or, on one line, its end.
    case foreign
    /// Only on the process's command line: `--connect URL`, or `--yes` without a kind.
    case option(Kind?)
  }

  /// What an argument is; it decides how it is checked and what completion offers.
  public enum Kind: Sendable, Equatable {
    /// The name of something the host knows, `table` for one: completion asks the host.
    case name(String)
    case path
    /// Two names with `to` between them; words in front say what they name: `table a to b`. The
    /// value is the whole of it as text.
    case pair
    case integer
    /// One of these words.
    case choice([String])
    /// Any value.
    case value
    /// An expression of the foreign language between parentheses; in quotes it is text, and any
    /// other value is itself.
    case foreign
  }

  public enum Count: Sendable, Equatable { case one, optional, many, someOrMore }

  /// What the call is asked for: `call.text("to")`.
  public let key: String
  public let shape: Shape
  public let count: Count
  public let help: String

  public static func argument(
    _ key: String, _ kind: Kind, _ count: Count = .one, help: String = ""
  ) -> Part { Part(key: key, shape: .argument(kind), count: count, help: help) }

  /// A clause is optional unless told otherwise. Its key is its words unless `key` is given.
  public static func clause(
    _ words: String, _ kind: Kind, key: String? = nil, _ count: Count = .optional,
    help: String = ""
  ) -> Part {
    Part(
      key: key ?? words, shape: .clause(words.split(separator: " ").map(String.init), kind),
      count: count, help: help)
  }

  /// Its key is its words unless `key` is given.
  public static func flag(_ words: String, key: String? = nil, help: String = "") -> Part {
    Part(
      key: key ?? words, shape: .flag(words.split(separator: " ").map(String.init)),
      count: .optional, help: help)
  }

  public static func block(_ key: String = "block", _ count: Count = .one, help: String = "")
    -> Part
  { Part(key: key, shape: .block, count: count, help: help) }

  public static func foreign(_ key: String = "statement", _ count: Count = .one, help: String = "")
    -> Part
  { Part(key: key, shape: .foreign, count: count, help: help) }

  /// `--key VALUE` on the process's command line; without a kind, `--key` alone.
  public static func option(_ key: String, _ kind: Kind? = nil, help: String = "") -> Part {
    Part(key: key, shape: .option(kind), count: .optional, help: help)
  }

  /// How `usage` shows it; nil for what a script cannot write.
  public var usage: String? {
    let text: String
    switch shape {
    case .argument(let kind): text = kind.placeholder(key)
    case .clause(let words, let kind):
      text = "\(words.joined(separator: " ")) \(kind.placeholder(key))"
    case .flag(let words): text = words.joined(separator: " ")
    case .block: text = "{ … }"
    case .foreign: text = key.uppercased() + ";"
    case .option: return nil
    }
    switch count {
    case .one: return text
    case .optional: return "[\(text)]"
    case .many: return "[\(text) …]"
    case .someOrMore: return "\(text) …"
    }
  }

  /// `--to`, `--allowing-data-loss`: how the process's command line spells it.
  public var optionName: String {
    "--" + key.map { $0 == " " || $0 == "_" ? "-" : String($0) }.joined()
  }

  /// `--connect URL`, `--yes`: the option with what follows it.
  package var optionTitle: String {
    guard case .option(let kind?) = shape else { return optionName }
    let value =
      switch kind {
      case .name(let what): what.uppercased()
      case .path: "PATH"
      case .integer: "NUMBER"
      case .choice(let words): words.joined(separator: "|")
      case .value, .pair, .foreign: "VALUE"
      }
    return "\(optionName) \(value)"
  }
}

extension Part.Kind {
  /// What is missing where it does not stand.
  var wanted: String {
    switch self {
    case .name: "a name"
    case .path: "a path"
    case .value: "a value"
    case .foreign: "an expression in parentheses, or a value"
    case .integer: "a whole number"
    case .pair: "a name, `to`, and a name"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    }
  }

  func placeholder(_ key: String) -> String {
    switch self {
    case .name, .path, .value, .integer: key.uppercased()
    case .pair: "NAME to NAME"
    case .foreign: "(\(key.uppercased()))"
    case .choice(let words): words.joined(separator: "|")
    }
  }
}

/// A command as it was written, with its values: what `run` gets.
public struct CommandCall {
  let command: any Command.Type
  /// The whole command.
  public let location: Location
  /// Nobody takes the result: it stands alone on its line, so the command should show it.
  public let isStatement: Bool
  /// In the order in which they were written: there are few, so they are looked through.
  let arguments: [CommandArgument]

  public var signature: Signature { command.signature }

  /// Was it written at all?
  public func has(_ key: String) -> Bool { arguments.contains { $0.key == key } }

  public subscript(key: String) -> CommandArgument? { arguments.first { $0.key == key } }

  /// All values of an argument that may be given many times.
  public func all(_ key: String) -> [CommandArgument] { arguments.filter { $0.key == key } }

  public func value(_ key: String) -> Value? { self[key]?.value }

  /// The text of a name, path or text; nil when it was not given; fails for other values.
  public func text(_ key: String) throws -> String? {
    guard let argument = self[key] else { return nil }
    return try argument.text()
  }

  public func integer(_ key: String) throws -> Int? {
    guard let argument = self[key] else { return nil }
    if case .int(let number) = argument.value { return number }
    if case .text(let text) = argument.value, let number = Int(text.string) { return number }
    throw ScriptFailure(
      "\(key) must be a whole number, not \(argument.value.typeName)", at: argument.location)
  }

  /// The function a block became; calling it runs the block.
  public func block(_ key: String = "block") -> Function? { value(key)?.functionValue }

  /// The foreign statement that was written.
  public func foreign(_ key: String = "statement") -> ForeignCall? { self[key]?.foreign }

  /// A failure whose caret stands under an argument, or under the command.
  public func failure(_ message: String, at key: String? = nil, hint: String? = nil)
    -> ScriptFailure
  {
    ScriptFailure(message, at: key.flatMap { self[$0]?.location } ?? location, hint: hint)
  }
}

/// One value of a command.
public struct CommandArgument {
  public let value: Value
  /// Written as a bare word: a name. Quotes and parentheses make a value.
  public let isBare: Bool
  public let location: Location
  /// What was written in the foreign language in its place.
  public let foreign: ForeignCall?
  let key: String

  /// The text of a name, path or text; fails for other values.
  public func text() throws -> String {
    if case .text(let text) = value { return text.string }
    if case .int(let number) = value, isBare { return String(number) }
    throw ScriptFailure("this must be text, not \(value.typeName)", at: location)
  }
}
