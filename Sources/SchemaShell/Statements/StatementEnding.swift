import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What psql lets stand in the place of a statement's `;`: `\gx` shows the result expanded, `\g FILE`
/// writes it to a file, `\watch 2` runs the statement every two seconds until `^C`.
struct StatementEnding {
  private let name: String
  private let words: [String]
  private let rest: String
  private let location: Location

  init(_ name: String, _ rest: String, _ location: Location) {
    self.name = name
    words = BackslashCall.words(of: rest)
    self.rest = rest
    self.location = location
  }

  func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    if name == "watch" { return try watch(call, interpreter) }
    let session = interpreter.session
    let format = session.format
    defer { session.format = format }
    if name == "gx" { session.format = .expanded }
    guard let file = rest.hasPrefix("|") ? rest : words.first else {
      return try PostgreSQL.runOnce(call, interpreter)
    }
    let outer = session.console
    defer { session.console = outer }
    try session.redirect(to: file, at: location, interpreter)
    return try PostgreSQL.runOnce(call, interpreter)
  }

  private func watch(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    guard let seconds = Double(words.first ?? "2"), seconds > 0, seconds < 1e6 else {
      throw ScriptFailure("`\\watch` needs a number of seconds", at: location)
    }
    guard interpreter.capabilities.allows(.clock) else {
      throw ScriptFailure("this script may not wait", at: location)
    }
    while true {
      session.console.output("\(StatementEnding.time()) (every \(words.first ?? "2")s)")
      session.console.output("")
      _ = try PostgreSQL.runOnce(call, interpreter)
      session.willWait?()
      try interpreter.wait(seconds: seconds)
    }
  }

  private static func time() -> String {
    var now = time_t()
    Glibc.time(&now)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let count = strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
