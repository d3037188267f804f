import Lang
import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// psql's backslash commands that people type without thinking, as other names of our own words.
enum Backslash {
  static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let words = call.words
    if let key = session.restriction {
      guard call.name == "unrestrict", words.first == key else {
        throw ScriptFailure(
          "`\\\(call.name)` is not allowed behind `\\restrict`", at: call.location)
      }
    }
    switch call.name {
    // pg_dump's files open and close with these: what they hold must be SQL only.
    case "restrict": session.restriction = words.first
    case "unrestrict": session.restriction = nil
    case "copy": return try copy(call, interpreter)
    case "pset": try setPrinting(words, call, session)
    case "t": session.printsRowsOnly = words.first.map { $0 == "on" } ?? !session.printsRowsOnly
    case "set": try set(words, call)
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
    case "g", "gx", "watch": return try again(call, interpreter)
    case "o": try sendOutput(call, interpreter)
    case "!": try command(call, interpreter)
    case "sf": return try BackslashSource.function(call, interpreter)
    case "sv": return try BackslashSource.view(call, interpreter)
    case "z": return try list("dp", call, interpreter)
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
    ("\\copy T from|to FILE", "copy T from file 'FILE'; to file 'FILE'"),
    ("\\conninfo", "where the current connection goes"),
    ("\\d NAME", "describe NAME; \\d+ in detail; \\d alone lists all"),
    (
      "\\dt \\dv \\dm \\di \\ds \\dE",
      "tables, views, materialized views, indexes, sequences, foreign tables"
    ),
    ("\\dn \\df \\dT \\du \\dx", "schemas, functions, types, roles, extensions"),
    ("\\e [FILE]", "edit"),
    ("\\echo TEXT", "print"),
    ("\\g [FILE] \\gx [FILE]", "the statement in front, or the last one; \\gx expanded; to a file"),
    ("\\i FILE", "include"),
    ("\\l", "databases"),
    ("\\o [FILE]", "results to a file, or back"),
    ("\\pset NAME VALUE", "expanded, format, null, tuples_only"),
    ("\\q", "quit"),
    ("\\sf NAME \\sv NAME", "the source of a function, of a view"),
    ("\\t [on|off]", "rows without heads and counts"),
    ("\\timing [on|off]", "timing"),
    ("\\watch [SECONDS]", "the statement again and again, until ^C"),
    ("\\x [on|off]", "output expanded, or table"),
    ("\\z [NAME]", "privileges; \\dp does the same"),
    ("\\! [COMMAND]", "a command of the system, or its shell"),
  ]

  private static func again(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    guard let last = interpreter.session.lastStatement else {
      throw ScriptFailure("no statement has run that could run again", at: call.location)
    }
    return try StatementEnding(call.name, call.rest, call.location).run(last, interpreter)
  }

  private static func sendOutput(_ call: BackslashCall, _ interpreter: Interpreter) throws {
    let session = interpreter.session
    if let before = session.consoleBefore { session.console = before }
    session.consoleBefore = nil
    guard let path = call.words.first else { return }
    let before = session.console
    try session.redirect(to: path, at: call.location, interpreter)
    session.consoleBefore = before
  }

  private static func command(_ call: BackslashCall, _ interpreter: Interpreter) throws {
    guard interpreter.capabilities.allows(.processes) else {
      throw ScriptFailure("this script may not start processes", at: call.location)
    }
    let session = interpreter.session
    session.willWait?()
    let shell = environment("SHELL").flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
    let command = call.rest.isEmpty ? shell : call.rest
    // The interrupt is the command's; here it must not end the session.
    let status = Interrupts.whileCatching({}, { system(command) })
    guard status == 0 || session.isInteractive else {
      throw ScriptFailure("the command failed with status \(status >> 8)", at: call.location)
    }
  }

  private static func unknown(_ call: BackslashCall) -> ScriptFailure {
    ScriptFailure(
      "there is no `\\\(call.name)` here", at: call.location,
      hint: "`\\?` lists those there are, `help` the commands")
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  private static func copy(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let copy = try CopyFile(psql: call, interpreter)
    let session = interpreter.session
    let connection = try session.connection()
    session.willWait?()
    do {
      let rows = try session.running.track(connection) {
        Rows.copied(try copy.run(copy.plainText, on: connection))
      }
      if session.isInteractive { session.console.say(rows.tag) }
      return .host(rows)
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
  }

  /// What psql's `\pset` sets and we have, too.
  private static func setPrinting(
    _ words: [String], _ call: BackslashCall, _ session: Session
  ) throws {
    let value = words.count > 1 ? words[1] : nil
    switch (words.first, value) {
    case ("tuples_only", _), ("t", _):
      session.printsRowsOnly = value.map { $0 == "on" } ?? !session.printsRowsOnly
    case ("expanded", _), ("x", _): session.format = value == "off" ? .table : .expanded
    case ("null", let text?): session.nullText = text
    case ("format", "aligned"?): session.format = .table
    case ("format", "csv"?): session.format = .csv
    case ("pager", _), ("border", _), ("linestyle", _), ("footer", _), ("title", _): break
    default: throw unknown(call)
    }
  }

  private static func set(_ words: [String], _ call: BackslashCall) throws {
    let harmless = ["QUIET", "VERBOSITY", "SHOW_CONTEXT", "ECHO"]
    if words.first == "ON_ERROR_STOP", words.count > 1, ["on", "1", "true"].contains(words[1]) {
      return
    }
    if let name = words.first, harmless.contains(name) { return }
    throw ScriptFailure(
      "`\\set` sets nothing here", at: call.location,
      hint: words.first == "ON_ERROR_STOP"
        ? "a script always stops at its first error" : "`let name = value`, and `${name}` in SQL")
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
