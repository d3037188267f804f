import Lang
import Postgres

/// psql's backslash commands that people type without thinking, as other names of our own words.
enum Backslash {
  static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let words = call.words
    switch call.name {
    case "q": return try quit(session)
    case "?", "h": return try help(interpreter)
    case "timing":
      session.showsTiming = words.first.map { $0 == "on" } ?? !session.showsTiming
      session.console.say("timing is \(session.showsTiming ? "on" : "off")")
    case "x":
      let isExpanded = words.first.map { $0 == "on" } ?? (session.format != .expanded)
      session.format = isExpanded ? .expanded : .table
      session.console.say("output is \(session.format.rawValue)")
    case "c", "connect": return try connect(call, interpreter)
    case "l", "l+": return try CatalogList.databases.show(nil, call.isStatement, interpreter)
    case "i", "include": return try include(call, interpreter)
    case "conninfo":
      session.console.say(session.connections.current?.place ?? "there is no connection")
    case "echo": session.console.output(words.joined(separator: " "))
    case "e": return try edit(call, interpreter)
    case "d", "d+": return try describe(call, interpreter)
    case let name where name.hasPrefix("d"): return try list(name, call, interpreter)
    default: throw unknown(call)
    }
    return .null
  }

  /// Every name with what it stands for: `\?` prints it.
  static let names: [(name: String, meaning: String)] = [
    ("\\?", "this list; `help` says more"),
    ("\\c [TARGET]", "connect"),
    ("\\conninfo", "where the current connection goes"),
    ("\\d NAME", "describe NAME; \\d+ in detail; \\d alone lists all"),
    (
      "\\dt \\dv \\dm \\di \\ds \\dE",
      "tables, views, materialized views, indexes, sequences, foreign tables"
    ),
    ("\\dn \\df \\dT \\du \\dx", "schemas, functions, types, roles, extensions"),
    ("\\e [FILE]", "edit"),
    ("\\echo TEXT", "print"),
    ("\\i FILE", "include"),
    ("\\l", "databases"),
    ("\\q", "quit"),
    ("\\timing [on|off]", "timing"),
    ("\\x [on|off]", "output expanded, or table"),
  ]

  private static func unknown(_ call: BackslashCall) -> ScriptFailure {
    ScriptFailure(
      "there is no `\\\(call.name)` here", at: call.location,
      hint: "`\\?` lists those there are, `help` the commands")
  }

  private static func quit(_ session: Session) throws -> Value {
    session.isQuitting = true
    throw ScriptFailure(.exit(0), [])
  }

  private static func help(_ interpreter: Interpreter) throws -> Value {
    let width = names.map(\.name.count).max() ?? 0
    interpreter.session.console.show(
      names.map { "  \($0.name)\(spaces(width - $0.name.count))  \($0.meaning)" })
    return .null
  }

  /// `\c database user host port`; `-` keeps what it was.
  private static func connect(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    guard interpreter.capabilities.allows(.connect) else {
      throw ScriptFailure("this script may not open connections", at: call.location)
    }
    let session = interpreter.session
    let words = call.words
    let opened: OpenConnection
    if words.isEmpty, let current = session.connections.current {
      opened = try session.reconnect(current)
    } else if words.count <= 1 {
      opened = try words.first.map { try session.connect($0) } ?? session.connectProject()
    } else {
      var settings = session.connections.current?.settings ?? ConnectionSettings()
      for (word, key) in zip(words, ["dbname", "user", "host", "port"]) where word != "-" {
        settings.parameters[key] = word
      }
      opened = try session.connect(settings)
    }
    session.console.say("connected to \(opened.place)")
    return .null
  }

  private static func include(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    guard let path = call.words.first else {
      throw ScriptFailure("`\\i` needs a file", at: call.location)
    }
    let session = interpreter.session
    if session.isInteractive {
      // At the prompt, what the file defines stays.
      session.pendingEntry = "include " + JSONText.string(path).replacing("${", with: "\\${")
      return .null
    }
    // An interpreter runs one program at a time; the session behind both is the same.
    let inner = Shell.makeInterpreter(
      session, interpreter.vocabulary, limits: interpreter.limits,
      capabilities: interpreter.capabilities)
    return try inner.run(Source(name: path, bytes: session.files.read(path)))
  }

  private static func edit(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    try EditCommand.edit(call.words.first, at: call.location, interpreter)
    return .null
  }

  private static func describe(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    guard let name = call.rest.isEmpty ? nil : call.rest else {
      return try TablesCommand.list(nil, kinds: "rpvmfS", call.isStatement, interpreter)
    }
    try DescribeCommand.describe(
      [NamePattern(name)], name, call.name == "d+", call.location, interpreter.session)
    return .null
  }

  /// `\dt`, `\dtv`, `\dn` …: letters say what is listed.
  private static func list(
    _ name: String, _ call: BackslashCall, _ interpreter: Interpreter
  ) throws -> Value {
    let letters = name.dropFirst().filter { $0 != "+" && $0 != "S" }
    let pattern = call.rest.isEmpty ? nil : NamePattern(call.rest)
    if let catalog = CatalogList.named(String(letters)) {
      return try catalog.show(pattern, call.isStatement, interpreter)
    }
    let kinds: [Character: String] = ["t": "rp", "v": "v", "m": "m", "i": "iI", "s": "S", "E": "f"]
    let relkinds = letters.compactMap { kinds[$0] }.joined()
    guard relkinds.isEmpty == false, letters.allSatisfy({ kinds[$0] != nil }) else {
      throw unknown(call)
    }
    return try TablesCommand.list(pattern, kinds: relkinds, call.isStatement, interpreter)
  }
}
