import Lang

/// Finds the rows in a JSON file, each with its place and its columns.
///
/// What the values are is PostgreSQL's to read: they are passed on as they are written, so that no
/// number loses a digit on its way.
struct SeedJSON {
  struct Name {
    let name: String
    let place: Location
  }

  struct Row {
    let place: Location
    let columns: [Name]
    let content: String
  }

  struct Table {
    let table: String
    let place: Location
    let rows: [Row]
  }

  private let source: Source
  private let bytes: [UInt8]
  private let text: (String) throws -> String
  private var index = 0

  /// `text` reads a JSON string with its quotes.
  init(_ source: Source, text: @escaping (String) throws -> String) {
    self.source = source
    self.text = text
    bytes = source.bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  /// `{"author": [{…}, …]}`, or the list of rows of the one table that the file is called after.
  mutating func tables(unnamed: String) throws -> [Table] {
    var tables: [Table] = []
    if peek() == ascii("[") {
      let place = here()
      tables.append(Table(table: unnamed, place: place, rows: try rows()))
    } else {
      try members("an object of tables, or a list of rows") { reader, name in
        tables.append(Table(table: name.name, place: name.place, rows: try reader.rows()))
      }
    }
    guard peek() == nil else { throw failure("there is more behind the end") }
    return tables
  }

  private mutating func rows() throws -> [Row] {
    guard accept("[") else { throw failure("a list of rows is expected here: [{…}, …]") }
    var rows: [Row] = []
    if accept("]") { return rows }
    repeat {
      _ = peek()
      let start = index
      var columns: [Name] = []
      try members("a row is expected here: {\"column\": value}") { reader, name in
        columns.append(name)
        try reader.skipValue()
      }
      let end = index
      let line = min(end, source.lineSpan(source.position(at: start).line).end)
      let place = Location(source, Span(start, max(start + 1, line)))
      guard !columns.isEmpty else { throw ScriptFailure("this row says nothing", at: place) }
      rows.append(Row(place: place, columns: columns, content: source[Span(start, end)]))
    } while accept(",")
    guard accept("]") else { throw failure("`,` or `]` is expected here") }
    return rows
  }

  private mutating func members(
    _ expected: String, _ body: (inout SeedJSON, Name) throws -> Void
  ) throws {
    guard accept("{") else { throw failure(expected) }
    if accept("}") { return }
    repeat {
      guard peek() == ascii("\"") else { throw failure("a name in quotes is expected here") }
      let start = index
      try skipText()
      let span = Span(start, index)
      let name = Name(name: try text(source[span]), place: Location(source, span))
      guard accept(":") else { throw failure("`:` is expected here") }
      try body(&self, name)
    } while accept(",")
    guard accept("}") else { throw failure("`,` or `}` is expected here") }
  }

  // MARK: - Passing over

  /// To the end of a value, without a look at what it says.
  private mutating func skipValue() throws {
    var closers: [UInt8] = []
    repeat {
      guard let byte = peek() else { throw failure("the file ends within a value") }
      switch byte {
      case ascii("\""): try skipText()
      case ascii("{"), ascii("["):
        closers.append(byte == ascii("{") ? ascii("}") : ascii("]"))
        index += 1
      case ascii("}"), ascii("]"):
        guard closers.popLast() == byte else { throw failure("a value is expected here") }
        index += 1
      case ascii(","), ascii(":"):
        guard !closers.isEmpty else { throw failure("a value is expected here") }
        index += 1
      default:
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
      }
    } while !closers.isEmpty
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte > 32 && !",:{}[]\"".utf8.contains(byte)
  }

  private mutating func skipText() throws {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != ascii("\"") {
      index += bytes[index] == ascii("\\") ? 2 : 1
    }
    guard index < bytes.count else {
      index = start
      throw failure("this text has no end")
    }
    index += 1
  }

  private mutating func peek() -> UInt8? {
    while index < bytes.count, [0x20, 9, 10, 13].contains(bytes[index]) { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == ascii(scalar) else { return false }
    index += 1
    return true
  }

  private func here() -> Location { Location(source, Span(index, min(index + 1, bytes.count))) }

  private func failure(_ message: String) -> ScriptFailure { ScriptFailure(message, at: here()) }
}

private func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
