import Lang
import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `copy author from file 'authors.csv' (format csv)`: COPY with a file on this side of the
/// connection, where PostgreSQL's own `from 'authors.csv'` means one on the server's.
///
/// The server is sent `stdin` or `stdout` in place of the file. The path is text in quotes or a
/// value, `${path}`.
struct CopyFile {
  private static let chunkSize = 1 << 16
  /// What is sent.
  let parts: [ForeignCall.Part]
  private let path: String
  let isInput: Bool

  /// Nil when no file stands in the statement.
  init?(_ call: ForeignCall, _ interpreter: Interpreter) throws {
    guard call.verb == "copy", call.data == nil, !call.isMadeUp else { return nil }
    try self.init(call.parts, at: call.location, interpreter)
  }

  /// psql's `\copy author from 'authors.csv'`, where the path may stand without quotes.
  init(psql call: BackslashCall, _ interpreter: Interpreter) throws {
    let tokens = SQLTokens(call.rest)
    let place = tokens.tokens.indices.dropLast().first {
      tokens.depth($0) == 0 && ["from", "to"].contains(tokens.word($0))
    }
    guard let place,
      ["program", "stdin", "stdout", "pstdin", "pstdout"]
        .contains(tokens.word(place + 1)) == false
    else {
      throw ScriptFailure(
        "`\\copy` is for files", at: call.location,
        hint: "`copy … from stdin;` and `copy … to stdout;` need no backslash")
    }
    let start = tokens.tokens[place + 1].start
    var end = tokens.tokens[place + 1].end
    var path = tokens.text(place + 1)
    if !path.hasPrefix("'"), !path.hasPrefix("\"") {
      while end < tokens.bytes.count, !Backslash.isBlank(tokens.bytes[end]) { end += 1 }
      path = "'" + CopyFile.text(tokens, start..<end).replacing("'", with: "''") + "'"
    }
    let text =
      "copy " + CopyFile.text(tokens, 0..<start) + "file " + path
      + CopyFile.text(tokens, end..<tokens.bytes.count)
    let span = call.location.span
    guard let copy = try CopyFile([.raw(text, span)], at: call.location, interpreter) else {
      throw ScriptFailure("`\\copy` needs a table and a file", at: call.location)
    }
    self = copy
  }

  private init?(
    _ written: [ForeignCall.Part], at location: Location, _ interpreter: Interpreter
  ) throws {
    for (number, part) in written.enumerated() {
      guard case .raw(let text, let span) = part else { continue }
      let tokens = SQLTokens(text)
      for index in tokens.tokens.indices.dropLast() {
        guard tokens.depth(index) == 0, tokens.word(index + 1) == "file",
          let word = tokens.word(index), word == "from" || word == "to"
        else { continue }
        let next = written.indices.contains(number + 1) ? written[number + 1] : nil
        let found = try CopyFile.path(tokens, index + 2, next, location)
        let start = tokens.tokens[index + 1].start
        let rest = found.isValue ? tokens.bytes.count : tokens.tokens[index + 2].end
        var parts = Array(written[..<number])
        parts.append(.raw(CopyFile.text(tokens, 0..<start), Span(span.start, span.start + start)))
        parts.append(
          .raw(word == "from" ? "stdin" : "stdout", Span(span.start + start, span.start + rest)))
        parts.append(
          .raw(
            CopyFile.text(tokens, rest..<tokens.bytes.count), Span(span.start + rest, span.end)))
        parts += written[(number + (found.isValue ? 2 : 1))...]
        self.parts = parts
        isInput = word == "from"
        path = interpreter.session.files.canonical(found.path)
        try check(interpreter, found.path, location)
        return
      }
    }
    return nil
  }

  private static func text(_ tokens: SQLTokens, _ range: Range<Int>) -> String {
    String(decoding: tokens.bytes[range], as: UTF8.self)
  }

  private static func path(
    _ tokens: SQLTokens, _ index: Int, _ next: ForeignCall.Part?,
    _ location: Location
  ) throws -> (path: String, isValue: Bool) {
    if index == tokens.count, case .value(let value, let span)? = next {
      guard let path = value.textValue else {
        throw ScriptFailure(
          "the path of a file must be text, not \(value.typeName)",
          at: Location(location.source, span))
      }
      return (path, true)
    }
    let text = tokens.text(index)
    guard text.count > 2, let quote = text.first, quote == "'" || quote == "\"" else {
      throw ScriptFailure(
        "`file` needs a path in quotes, or `${path}`", at: location)
    }
    let inner = text.dropFirst().dropLast()
    return (String(inner).replacing("\(quote)\(quote)", with: String(quote)), false)
  }

  private func check(_ interpreter: Interpreter, _ path: String, _ location: Location) throws {
    if isInput, !interpreter.mayRead(self.path) {
      throw ScriptFailure("this script may not read \(path)", at: location)
    }
    if !isInput, !interpreter.mayWrite(self.path) {
      throw ScriptFailure("this script may not write \(path)", at: location)
    }
  }

  /// The statement as it is sent, where nothing but text is in it.
  var plainText: SQL {
    SQL(trusted: parts.map { if case .raw(let text, _) = $0 { text } else { "" } }.joined())
  }

  /// How many rows were copied.
  func run(_ sql: SQL, on connection: Connection) throws -> Int? {
    let how = isInput ? O_RDONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    let file = open(path, how, 0o666)
    guard file >= 0 else { throw failure(isInput ? "read" : "write") }
    defer { close(file) }
    return isInput
      ? try connection.copyIn(sql) { try chunk(of: file) }
      : try write(sql, to: file, connection)
  }

  private func chunk(of file: Int32) throws -> [UInt8]? {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: CopyFile.chunkSize) { buffer, initialized in
      repeat {
        count = read(file, buffer.baseAddress, CopyFile.chunkSize)
      } while count < 0 && errno == EINTR
      initialized = max(0, count)
    }
    guard count >= 0 else { throw failure("read") }
    return count == 0 ? nil : bytes
  }

  private func write(_ sql: SQL, to file: Int32, _ connection: Connection) throws -> Int? {
    var pending: [UInt8] = []
    let count = try connection.copyOut(sql) { bytes in
      pending += bytes
      guard pending.count >= CopyFile.chunkSize else { return }
      guard writeAll(pending, to: file) else { throw failure("write") }
      pending.removeAll(keepingCapacity: true)
    }
    guard writeAll(pending, to: file) else { throw failure("write") }
    return count
  }

  private func failure(_ what: String) -> ScriptFailure {
    ScriptFailure("cannot \(what) \(path): \(systemReason())")
  }
}
