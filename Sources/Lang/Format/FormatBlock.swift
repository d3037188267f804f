/// A piece of several lines that moves as a whole: a foreign statement, a declaration.
///
/// Lines within quotes and comments stay where they are, for their blanks are part of them.
struct FormatBlock {
  private let source: Source
  private let bytes: UnsafeBufferPointer<UInt8>
  private let span: Span
  private let indent: Int
  /// Line starts that may not be moved.
  private let fixed: [Span]
  /// Nil when it is not known what stands in quotes.
  private let oldIndent: Int?

  init(
    _ source: Source, _ bytes: UnsafeBufferPointer<UInt8>, _ span: Span, movedTo indent: Int
  ) {
    self.source = source
    self.bytes = bytes
    self.span = span
    self.indent = indent
    var start = span.start
    while start > 0, bytes[start - 1] != 10 { start -= 1 }
    var old: Int? = FormatBlock.blanks(bytes, start, span.start)
    var fixed: [Span] = []
    var lexer = DeclarationLexer(bytes, at: span.start, end: span.end)
    loop: while true {
      switch lexer.next() {
      case .token(let token): fixed.append(token.span)
      case .comment(let comment, _): fixed.append(comment.span)
      case .brace: continue
      case .end: break loop
      case .unterminated:
        old = nil
        break loop
      }
    }
    oldIndent = old
    self.fixed = fixed.filter { span in bytes[span.start..<span.end].contains(10) }
  }

  /// How many blanks a line starts with; nil where a tab is among them.
  private static func blanks(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int? {
    var position = start
    while position < end, bytes[position] == 32 { position += 1 }
    return position < end && bytes[position] == 9 ? nil : position - start
  }

  /// The text, its lines moved as its first line is.
  func moved(dataFrom data: Int?) -> String {
    let end = data ?? span.end
    var text = ""
    for (number, line) in lines(upTo: end).enumerated() {
      if number == 0 {
        text += source[line]
      } else {
        text += "\n" + shifted(line, by: indent - (oldIndent ?? indent))
      }
    }
    if let data {
      // Data without its `\.` reaches to the end of the file, whose last line end is the line's.
      let rows = source[Span(data, span.end)]
      text += "\n" + (rows.hasSuffix("\n") ? String(rows.dropLast()) : rows)
    }
    return text
  }

  /// The text of a declaration: its items one step inside it, their further lines moved with them.
  func declaration(_ syntax: DeclarationSyntax) -> String {
    guard let body = syntax.body, oldIndent != nil else { return moved(dataFrom: nil) }
    let comments =
      syntax.items.flatMap { $0.leading + $0.trailing } + syntax.leading + syntax.trailing
    let starts = Set(syntax.items.map(\.span.start) + comments.map(\.span.start))
    var text = ""
    var delta = indent - (oldIndent ?? indent)
    for (number, line) in lines(upTo: span.end).enumerated() {
      guard number > 0 else {
        text += source[line]
        continue
      }
      text += "\n"
      guard !isFixed(line.start) else {
        text += source[line]
        continue
      }
      var first = line.start
      while first < line.end, Bytes.isBlank(bytes[first]) { first += 1 }
      let inside = first > body.start && first < body.end - 1
      if first == line.end { continue }
      if first == body.end - 1 || starts.contains(first) && inside {
        let wanted = first == body.end - 1 ? indent : indent + 2
        if let old = FormatBlock.blanks(bytes, line.start, first) { delta = wanted - old }
        text += String(repeating: " ", count: wanted) + source[Span(first, line.end)]
      } else {
        text += shifted(line, by: delta)
      }
    }
    return text
  }

  private func isFixed(_ start: Int) -> Bool {
    fixed.contains { $0.start < start && start < $0.end }
  }

  private func lines(upTo end: Int) -> [Span] {
    var lines: [Span] = []
    var start = span.start
    for position in span.start..<end where bytes[position] == 10 {
      lines.append(Span(start, position))
      start = position + 1
    }
    if start < end || lines.isEmpty { lines.append(Span(start, end)) }
    return lines
  }

  private func shifted(_ line: Span, by delta: Int) -> String {
    guard !isFixed(line.start), let old = FormatBlock.blanks(bytes, line.start, line.end),
      oldIndent != nil
    else { return source[line] }
    guard line.start + old < line.end else { return "" }
    return String(repeating: " ", count: max(0, old + delta))
      + source[Span(line.start + old, line.end)]
  }
}
