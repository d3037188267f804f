/// Writes a script or a model as it should look: lines indented by their brackets, one blank where
/// blanks belong, comments at the end of neighbouring lines below each other.
///
/// A person's line breaks stay, and so does what is not the language's own: SQL moves with the line
/// it starts on and is otherwise untouched. So formatting twice gives what formatting once gave, and
/// no meaning can change; should that fail to hold for some text, the text is left as it is.
struct Formatter {
  private static let step = 2

  private let source: Source
  private let bytes: UnsafeBufferPointer<UInt8>
  private let map: FormatMap
  private let tokens: FormatTokens
  private var lines: [FormatLine] = []
  /// The indentation of the lines on which the open brackets stand.
  private var brackets: [(indent: Int, isBlock: Bool)] = []

  /// The formatted text, or what is wrong with it.
  static func format(_ source: Source, _ index: VocabularyIndex) throws -> String {
    try changed(source, index) ?? source.text
  }

  /// Nil when the formatted text would mean something else.
  static func changed(_ source: Source, _ index: VocabularyIndex) throws -> String? {
    guard source.kind != .foreign else {
      throw ScriptFailure("plain SQL stays as it is: only scripts and models are formatted")
    }
    let (tree, text) = try parsed(source, index) { bytes, block in
      var formatter = Formatter(source, bytes, FormatMap(block, bytes))
      return formatter.run()
    }
    let written = Source(name: source.name, text: text, kind: source.kind)
    let again = try? parsed(written, index) { _, _ in "" }.tree
    return again == tree ? text : nil
  }

  private static func parsed(
    _ source: Source, _ index: VocabularyIndex,
    _ body: (UnsafeBufferPointer<UInt8>, Block) -> String
  ) throws -> (tree: String, text: String) {
    try source.bytes.withUnsafeBufferPointer { bytes in
      let parser = Parser(source, bytes, words: Words(index))
      let block = parser.parseFile()
      guard parser.diagnostics.isEmpty else {
        throw ScriptFailure(.syntax, parser.diagnostics)
      }
      var tree = TreeText(source)
      tree.write(block)
      return (tree.text, body(bytes, block))
    }
  }

  private init(_ source: Source, _ bytes: UnsafeBufferPointer<UInt8>, _ map: FormatMap) {
    self.source = source
    self.bytes = bytes
    self.map = map
    tokens = FormatTokens(bytes, map)
  }

  private mutating func run() -> String {
    let all = tokens.tokens
    var start = 0
    while start < all.count {
      var end = start + 1
      while end < all.count, all[end].newlines == 0 { end += 1 }
      line(all[start..<end], before: start > 0 ? all[start - 1] : nil)
      start = end
    }
    FormatLine.alignComments(&lines)
    var text = String(
      decoding: UnsafeBufferPointer(rebasing: bytes[..<tokens.headEnd]), as: UTF8.self)
    // What stands for the kernel is a line of its own.
    if text.hasSuffix("#!") == false, text.contains("#!") { text += "\n" }
    for (number, line) in lines.enumerated() {
      if line.followsBlank, number > 0 || text.contains("#!") { text += "\n" }
      text += line.written + "\n"
    }
    return text
  }

  // MARK: Lines

  private mutating func line(_ tokens: ArraySlice<FormatToken>, before: FormatToken?) {
    guard let first = tokens.first else { return }
    let indent = indentation(of: tokens)
    let isInside = before.map(opens) ?? false
    var line = FormatLine(
      indent: indent, followsBlank: first.newlines > 1 && !isInside && !closes(first))
    var previous: FormatToken?
    for token in tokens {
      if let comment = trailing(token, in: tokens) {
        line.comment = comment
        break
      }
      if let previous, needsSpace(previous, token) { line.text += " " }
      line.text += written(token, indent: indent, in: line)
      track(token, indent)
      previous = token
    }
    lines.append(line)
  }

  /// The text of a comment that ends a line; nil for all else.
  private func trailing(_ token: FormatToken, in tokens: ArraySlice<FormatToken>) -> String? {
    guard token.role == .comment, token.span != tokens.first?.span,
      token.span == tokens.last?.span
    else { return nil }
    let text = source[token.span]
    return text.contains("\n") ? nil : text
  }

  private mutating func track(_ token: FormatToken, _ indent: Int) {
    switch token.role {
    case .open(let byte): brackets.append((indent, byte == UInt8(ascii: "{")))
    case .openMap: brackets.append((indent, false))
    case .close, .closeMap: _ = brackets.popLast()
    default: break
    }
  }

  private func opens(_ token: FormatToken) -> Bool {
    switch token.role {
    case .open, .openMap: true
    default: false
    }
  }

  private func closes(_ token: FormatToken) -> Bool {
    switch token.role {
    case .close, .closeMap: true
    default: false
    }
  }

  private func indentation(of tokens: ArraySlice<FormatToken>) -> Int {
    let closing = tokens.prefix(while: closes).count
    if closing > 0 {
      let index = brackets.count - closing
      return brackets.indices.contains(index) ? brackets[index].indent : 0
    }
    guard let first = tokens.first else { return 0 }
    let base = brackets.last.map { $0.indent + Formatter.step } ?? 0
    guard brackets.last?.isBlock ?? true, first.role != .comment,
      !map.statements.contains(first.span.start), first.role != .foreign,
      !["else", "catch", "finally"].contains(source[first.span])
    else { return base }
    return base + Formatter.step
  }

  // MARK: Blanks

  private func needsSpace(_ left: FormatToken, _ right: FormatToken) -> Bool {
    switch (left.role, right.role) {
    case (.comment, _), (_, .comment): return true
    case (.open(let open), .close): return open == UInt8(ascii: "{") && !isEmpty(left, right)
    case (.openMap, .closeMap): return false
    case (.open(let open), _): return open == UInt8(ascii: "{")
    case (.openMap, _), (_, .closeMap): return false
    case (_, .close(let close)): return close == UInt8(ascii: "}")
    case (_, .comma), (_, .semicolon), (_, .colon): return false
    case (.tight, _), (_, .tight): return false
    case (.prefix, _): return !right.isAttached
    case (.comma, _), (.semicolon, _), (.colon, _), (.binary, _), (_, .binary): return true
    // A call or an element, or something new: the language tells them apart by the blank.
    case (_, .open(let open)): return open == UInt8(ascii: "{") || !right.isAttached
    default: return !right.isAttached || left.role == .word || right.role == .word
    }
  }

  private func isEmpty(_ left: FormatToken, _ right: FormatToken) -> Bool {
    source[Span(left.span.end, right.span.start)].allSatisfy(\.isWhitespace)
  }

  // MARK: Atoms

  private func written(_ token: FormatToken, indent: Int, in line: FormatLine) -> String {
    switch token.atom {
    case .plain, nil: return source[token.span]
    case .foreign(let data):
      return FormatBlock(source, bytes, token.span, movedTo: indent).moved(dataFrom: data)
    case .declaration(let syntax):
      return FormatBlock(source, bytes, token.span, movedTo: indent).declaration(syntax)
    }
  }
}

/// A line as it will be written.
struct FormatLine {
  var indent: Int
  var followsBlank: Bool
  var text = ""
  var comment: String?
  /// How many blanks stand in front of the comment.
  private var gap = 2

  init(indent: Int, followsBlank: Bool) {
    self.indent = indent
    self.followsBlank = followsBlank
  }

  var written: String {
    let code = String(repeating: " ", count: indent) + text
    return comment.map { code + String(repeating: " ", count: gap) + $0 } ?? code
  }

  /// Of its last physical line.
  private var width: Int {
    guard let last = text.split(separator: "\n", omittingEmptySubsequences: false).last,
      last.count < text.count
    else { return indent + text.count }
    return last.count
  }

  /// Comments at the end of lines that follow each other start in one column.
  static func alignComments(_ lines: inout [FormatLine]) {
    var start = 0
    while start < lines.count {
      var end = start
      while end < lines.count, lines[end].comment != nil, end == start || !lines[end].followsBlank {
        end += 1
      }
      let widest = lines[start..<end].map(\.width).max() ?? 0
      for index in start..<end { lines[index].gap = widest - lines[index].width + 2 }
      start = max(end, start + 1)
    }
  }
}
