import Lang

/// SQL put together from pieces of a model's text, which knows where each piece came from: what
/// PostgreSQL says about a place in the statement is shown at the place in the model.
struct MappedSQL {
  private(set) var text = ""
  private var pieces: [Piece] = []
  let source: Source
  /// The declaration, line or statement that it stands for.
  let span: Span
  /// The same in several statements, where it can be said so.
  var apart: [MappedSQL] = []

  private struct Piece {
    /// Where it starts in the text, in bytes.
    let start: Int
    let span: Span
  }

  init(_ source: Source, _ span: Span, _ text: String = "") {
    self.source = source
    self.span = span
    append(text)
  }

  /// SQL that the model does not say.
  mutating func append(_ text: String) { self.text += text }

  /// A part of the model's own text.
  mutating func append(_ span: Span) {
    pieces.append(Piece(start: text.utf8.count, span: span))
    text += source[span]
  }

  /// Tokens as they stand in the model, without the comments between them: a model has comments
  /// that SQL has not.
  mutating func append(_ tokens: DeclaredTokens, _ range: Range<Int>) {
    var open: Span?
    for index in range {
      let span = tokens.span(index)
      if let current = open, tokens.isBlank(before: index) {
        open = current.joined(span)
      } else {
        if let current = open {
          append(current)
          append("\n")
        }
        open = span
      }
    }
    if let open { append(open) }
  }

  /// The place in the model of a position that PostgreSQL gave, in characters from 1.
  func location(at position: Int?) -> Location {
    guard let position, position > 0 else { return Location(source, span) }
    let offset = String(String.UnicodeScalarView(text.unicodeScalars.prefix(position - 1))).utf8
      .count
    guard let piece = pieces.last(where: { $0.start <= offset }) else {
      return Location(source, span)
    }
    // Behind a piece stands what the model does not say; what is meant is said in the piece.
    let start = piece.span.start + min(offset - piece.start, max(0, piece.span.length - 1))
    return Location(source, source.wordSpan(at: start))
  }
}

extension Source {
  /// The word or the quoted name that starts at an offset, or one character.
  func wordSpan(at start: Int) -> Span {
    guard start < bytes.count else { return Span(start, start) }
    let first = bytes[start]
    var end = start + 1
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      while end < bytes.count, bytes[end] != first, bytes[end] != 10 { end += 1 }
      return Span(start, min(end + 1, bytes.count))
    }
    guard Source.isWord(first) else { return Span(start, end) }
    while end < bytes.count, Source.isWord(bytes[end]) { end += 1 }
    return Span(start, end)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x5F || (byte >= 0x30 && byte <= 0x39)
      || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }
}
