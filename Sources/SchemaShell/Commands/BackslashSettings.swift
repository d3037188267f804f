import Lang
import Postgres

/// psql's backslash commands that set something.
extension Backslash {
  /// What psql's `\pset` sets and we have, too.
  static func setPrinting(
    _ words: [String], _ call: BackslashCall, _ session: Session
  ) throws {
    let value = words.count > 1 ? words[1] : nil
    switch (words.first, value) {
    case (nil, _):
      session.console.output("expanded     \(session.format == .expanded ? "on" : "off")")
      session.console.output("format       \(session.format == .csv ? "csv" : "aligned")")
      session.console.output("null         '\(session.nullText)'")
      session.console.output("tuples_only  \(session.printsRowsOnly ? "on" : "off")")
    case ("tuples_only", _), ("t", _):
      session.printsRowsOnly = value.map { $0 == "on" } ?? !session.printsRowsOnly
    case ("expanded", _), ("x", _): session.format = value == "off" ? .table : .expanded
    case ("null", let text): session.nullText = text ?? ""
    case ("format", "aligned"?): session.format = .table
    case ("format", "csv"?): session.format = .csv
    case ("pager", _), ("border", _), ("linestyle", _), ("footer", _), ("title", _): break
    default:
      throw ScriptFailure(
        "`\\pset` does not set \(words.joined(separator: " ")) here", at: call.location,
        hint: "it sets expanded, format (aligned, csv), null and tuples_only; `output json` is"
          + " another form")
    }
  }

  static func set(_ words: [String], _ call: BackslashCall) throws {
    let harmless = ["QUIET", "VERBOSITY", "SHOW_CONTEXT", "ECHO"]
    if words.first == "ON_ERROR_STOP", words.count > 1, ["on", "1", "true"].contains(words[1]) {
      return
    }
    if let name = words.first, harmless.contains(name) { return }
    throw ScriptFailure(
      "`\\\(call.name)` sets nothing here", at: call.location,
      hint: words.first == "ON_ERROR_STOP"
        ? "a script always stops at its first error" : "`let name = value`, and `${name}` in SQL")
  }

  /// Text is UTF-8 throughout; the server turns it into whatever it keeps.
  static func encoding(_ words: [String], _ call: BackslashCall, _ session: Session) throws {
    guard let name = words.first else { return session.console.output("UTF8") }
    guard ["utf8", "utf-8", "unicode"].contains(name.lowercased()) else {
      throw ScriptFailure(
        "text is UTF8 here, and not \(name)", at: call.location,
        hint: "the server converts it; `copy … from file '…' (encoding '\(name)')` reads a file")
    }
  }

  static func changeFolder(
    _ words: [String], _ call: BackslashCall, _ interpreter: Interpreter
  ) throws {
    let session = interpreter.session
    let path = words.first ?? "~"
    guard session.files.isFolder(path) else {
      throw ScriptFailure("there is no folder \(path)", at: call.location)
    }
    let folder = session.files.canonical(path)
    guard interpreter.mayRead(folder) else {
      throw ScriptFailure("this script may not read \(path)", at: call.location)
    }
    session.folder = folder
  }

  /// Neither the password nor what the server keeps of it is shown; what is sent tells no log what
  /// the password is.
  static func changePassword(_ call: BackslashCall, _ interpreter: Interpreter) throws {
    let session = interpreter.session
    let connection = try session.connection()
    guard let ask = session.console.askSecret else {
      throw ScriptFailure(
        "`\\password` asks for a password, and there is nobody to ask", at: call.location)
    }
    do throws(DatabaseError) {
      let current = try connection.run("select current_user").string(0, 0)
      let user = call.words.first ?? current
      guard let password = ask("New password of \(user): "), !password.isEmpty else {
        return session.console.say("nothing was changed")
      }
      guard ask("Once more: ") == password else {
        return session.console.say("these are two passwords; nothing was changed")
      }
      let kept = try connection.encrypted(password: password, of: user)
      try connection.run("alter role \(name: user) password \(literal: kept)")
      session.console.say("\(user) has a new password")
    } catch {
      var error = error
      // The statement holds what the server keeps.
      error.statement = nil
      throw ScriptFailure(error, at: call.location)
    }
  }
}
