/// A piece of text that is parsed: a file, a line typed at a prompt, a string a host made up.
///
/// Everything that points into text (tokens, diagnostics, stack entries) points into one of these
/// by UTF-8 byte offset, so a message can always show the user's own line.
public final class Source: Sendable {
  /// What may stand in the text.
  public enum Kind: Sendable {
    /// The whole language.
    case script
    /// Declarations and the definitions of the foreign language; nothing that runs.
    case model
    /// The foreign language alone, and its backslash commands: a plain `.sql` file.
    case foreign
  }

  /// The name messages print: a path, or something like `<input>`.
  public let name: String
  public let kind: Kind
  /// The text, as it came. It need not be valid UTF-8; the parser says where it is not.
  public let bytes: [UInt8]
  private let lineStarts: [Int32]

  /// The largest text that is parsed at all: offsets are 32 bits wide.
  static let maximumSize = 1 << 30

  /// - Parameter kind: nil takes `.foreign` for a name that ends in `.sql`, else `.script`.
  public init(name: String, bytes: [UInt8], kind: Kind? = nil) {
    self.name = name
    self.kind = kind ?? (name.utf8.suffix(4).elementsEqual(".sql".utf8) ? .foreign : .script)
    self.bytes = bytes
    lineStarts = Source.findLineStarts(bytes)
  }

  /// - Parameter kind: nil takes `.foreign` for a name that ends in `.sql`, else `.script`.
  public convenience init(name: String, text: String, kind: Kind? = nil) {
    self.init(name: name, bytes: Array(text.utf8), kind: kind)
  }

  /// The text with every invalid byte replaced.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text of a span, clipped to the source.
  public subscript(span: Span) -> String {
    String(decoding: bytes[clipped(span)], as: UTF8.self)
  }

  /// Line and column of an offset, both counted from 1; columns count code points.
  public func position(at offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineIndex(at: offset)
    let start = Int(lineStarts[line])
    var column = 1
    for index in start..<offset where bytes[index] & 0xC0 != 0x80 { column += 1 }
    return Position(line: line + 1, column: column)
  }

  /// The offset of a line and column, both counted from 1; past the end it is the end.
  public func offset(of position: Position) -> Int {
    guard position.line <= lineStarts.count else { return bytes.count }
    let line = max(position.line, 1) - 1
    var offset = Int(lineStarts[line])
    let end = lineEnd(line)
    var column = 1
    while offset < end, column < position.column {
      offset += 1
      while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return offset
  }

  public var lineCount: Int { lineStarts.count }

  /// The byte range of a line, counted from 1, without its line end.
  public func lineSpan(_ number: Int) -> Span {
    guard number >= 1, number <= lineStarts.count else { return Span(bytes.count, bytes.count) }
    return Span(Int(lineStarts[number - 1]), lineEnd(number - 1))
  }

  private func lineEnd(_ line: Int) -> Int {
    guard line + 1 < lineStarts.count else { return bytes.count }
    var end = Int(lineStarts[line + 1]) - 1
    if end > lineStarts[line], bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return end
  }

  private func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  func clipped(_ span: Span) -> Range<Int> {
    let start = min(max(span.start, 0), bytes.count)
    return start..<min(max(span.end, start), bytes.count)
  }

  private static func findLineStarts(_ bytes: [UInt8]) -> [Int32] {
    var starts: [Int32] = [0]
    guard bytes.count < maximumSize else { return starts }
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < buffer.count {
        if buffer[index] == UInt8(ascii: "\n") { starts.append(Int32(index + 1)) }
        index += 1
      }
    }
    return starts
  }
}

/// A line and a column, both counted from 1; columns count code points.
public struct Position: Sendable, Equatable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
