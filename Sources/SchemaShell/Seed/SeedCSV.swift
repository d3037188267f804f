import Engine
import Lang
import Postgres

/// A CSV file on its way into a table: where its rows stand, and what its first line calls the
/// columns. The rows themselves are read by PostgreSQL's own COPY.
struct SeedCSV {
  private(set) var header: [SeedJSON.Name] = []
  /// Where each row starts.
  private(set) var rows: [Location] = []
  private let source: Source
  private let start: Int

  init(_ source: Source) throws {
    self.source = source
    start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var index = start
    header = try fields(at: &index)
    let bytes = source.bytes
    while index < bytes.count {
      let begin = index
      var isQuoted = false
      while index < bytes.count, isQuoted || bytes[index] != 10 {
        if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
        index += 1
      }
      index += 1
      rows.append(
        Location(
          source,
          Span(begin, max(begin + 1, source.lineSpan(source.position(at: begin).line).end))))
    }
  }

  /// The first line's, and the offset behind it.
  private func fields(at index: inout Int) throws -> [SeedJSON.Name] {
    let bytes = source.bytes
    var names: [SeedJSON.Name] = []
    while index < bytes.count {
      let begin = index
      var name: [UInt8] = []
      var isQuoted = false
      while index < bytes.count, isQuoted || ![10, 13, UInt8(ascii: ",")].contains(bytes[index]) {
        let byte = bytes[index]
        index += 1
        guard byte == UInt8(ascii: "\"") else {
          name.append(byte)
          continue
        }
        if isQuoted, index < bytes.count, bytes[index] == byte {
          name.append(byte)
          index += 1
        } else {
          isQuoted.toggle()
        }
      }
      let place = Location(source, Span(begin, max(begin + 1, index)))
      guard !isQuoted else { throw ScriptFailure("these quotes have no end", at: place) }
      names.append(SeedJSON.Name(name: String(decoding: name, as: UTF8.self), place: place))
      guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { break }
      index += 1
    }
    if index < bytes.count, bytes[index] == 13 { index += 1 }
    if index < bytes.count, bytes[index] == 10 { index += 1 }
    return names
  }

  /// Hands the rows to the server, which keeps them until the transaction ends.
  func stage(for table: SeedTable, as name: String, on connection: Connection) throws -> SQL {
    let staged: SQL = "pg_temp.\(name: name)"
    let columns = header.map { column -> SQL in "\(name: column.name)" }.joined()
    try connection.run(
      """
      create temporary table \(name: name) on commit drop as
        select \(columns) from \(name: table.id.names) with no data
      """)
    var isSent = false
    do {
      try connection.copyIn("copy \(staged) (\(columns)) from stdin (format csv, header true)") {
        defer { isSent = true }
        return isSent ? nil : Array(source.bytes[start...])
      }
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: place(of: error, name))
    }
    return staged
  }

  /// COPY says the line, in whatever language: `COPY staged, line 3, column born: …`.
  private func place(of error: DatabaseError, _ name: String) -> Location? {
    guard let context = error.context, let behind = context.firstRange(of: name) else { return nil }
    let digits = context[behind.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }
    guard let line = Int(digits), line <= source.lineCount else { return nil }
    let span = source.lineSpan(line)
    return Location(source, Span(span.start, max(span.start + 1, span.end)))
  }
}
