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
    case "set", "unset": try set(words, call)
    case "password": try changePassword(call, interpreter)
    case "encoding": try encoding(words, call, session)
    case "cd": try changeFolder(words, call, interpreter)
    case "q": return try quit(session)
    case "?": session.console.show(nameLines)
    case "h", "help": try sqlHelp(call, session)
    case "errverbose": tellAll(session)
    case "timing":
      session.showsTiming = words.first.map { $0 == "on" } ?? !session.showsTiming
      session.console.say("timing is \(session.showsTiming ? "on" : "off")")
    case "x":
      let isExpanded = words.first.map { $0 == "on" } ?? (session.format != .expanded)
      session.format = isExpanded ? .expanded : .table
      session.console.say("output is \(session.format.rawValue)")
    case "c", "connect": return try connect(call, interpreter)
    case "l", "l+":
      let request = CatalogList.Request(
        pattern: call.rest.isEmpty ? nil : NamePattern(call.rest), isDetailed: call.name == "l+")
      return try CatalogList.databases.show(request, call.isStatement, interpreter)
    case "i", "ir", "include", "include_relative": return try include(call, interpreter)
    case "conninfo":
      session.console.say(session.connections.current?.place ?? "there is no connection")
    case "echo", "qecho": session.console.output(words.joined(separator: " "))
    case "warn": session.console.messages(words.joined(separator: " "))
    case "e": return try edit(call, interpreter)
    case "g", "gx", "watch": return try again(call, interpreter)
    case "o": try sendOutput(call, interpreter)
    case "!": try command(call, interpreter)
    case "sf": return try BackslashSource.function(call, interpreter)
    case "sv": return try BackslashSource.view(call, interpreter)
    case "d", "d+", "dS", "dS+", "d+S": return try describe(call, interpreter)
    case let name where name.hasPrefix("d") || name == "z": return try list(call, interpreter)
    default: throw unknown(call)
    }
    return .null
  }

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
    let target = call.rest.hasPrefix("|") ? call.rest : call.words.first
    guard let target else { return }
    let before = session.console
    try session.redirect(to: target, at: call.location, interpreter)
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

  private static func quit(_ session: Session) throws -> Value {
    session.isQuitting = true
    throw ScriptFailure(.exit(0), [])
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
    guard var path = call.words.first else {
      throw ScriptFailure("`\\\(call.name)` needs a file", at: call.location)
    }
    let source = call.location.source.name
    if call.name == "ir" || call.name == "include_relative", !path.hasPrefix("/"),
      !source.hasPrefix("<")
    {
      path = Launch.folder(of: source) + "/" + path
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
      return try list(call, interpreter)
    }
    try DescribeCommand.describe(
      [NamePattern(name)], name, call.name.contains("+"), call.location, interpreter.session)
    return .null
  }

  /// `\dt`, `\dtv+`, `\dnS` …: letters say what is listed, `+` in detail, `S` the system's too.
  private static func list(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let name = call.name
    let isDetailed = name.contains("+")
    let letters = String(name.dropFirst().filter { $0 != "+" && $0 != "S" })
    let pattern = call.rest.isEmpty ? nil : NamePattern(call.rest)
    if letters == "x", isDetailed {
      return try BackslashSource.members(pattern, call, interpreter)
    }
    if letters == "Rp", isDetailed {
      return try BackslashSource.publications(pattern, call, interpreter)
    }
    guard let found = name == "z" ? .privileges : CatalogList.named(letters) else {
      throw unknown(call)
    }
    let request = CatalogList.Request(
      pattern: pattern, isDetailed: isDetailed, showsSystem: name.contains("S"))
    return try found.show(request, call.isStatement, interpreter)
  }
}
