/// Declarations: the outer form of `table author { … }`; the host reads the inside.
extension Parser {
  /// Nil when the words here start no declaration.
  func declaration(_ word: String) throws -> Statement.Kind? {
    guard let candidates = index.declarations[word] else { return nil }
    let leading = leadingComments()
    for candidate in candidates {
      guard let end = declarationHead(candidate.form) else { continue }
      let syntax = try declaration(candidate.form, headEnd: end, leading: leading)
      return .declaration(syntax, candidate)
    }
    return nil
  }

  /// The comments right above the current token, without a blank line between.
  private func leadingComments() -> [DeclarationComment] {
    guard !lexer.sawBlankLine else { return [] }
    var comments: [DeclarationComment] = []
    for comment in lexer.comments.reversed() where comment.startsLine {
      comments.append(
        DeclarationComment(span: comment.span, isDocumentation: comment.isDocumentation))
      if comment.followsBlankLine { break }
    }
    return comments.reversed()
  }

  /// The end of the head words, when all of them stand here and a name or a brace follows.
  private func declarationHead(_ form: DeclarationForm) -> Int? {
    var ahead = lexer.ahead
    var end = current.span.end
    for word in form.words.dropFirst() {
      let token = ahead.next()
      guard token.kind == .word, !token.startsLine, text(token).lowercased() == word else {
        return nil
      }
      end = token.span.end
    }
    let name = ahead.next()
    guard name.kind == .word || name.kind == .quote, !name.startsLine else { return nil }
    // `table x;` is a foreign statement where the host has such a verb.
    if form.body != .foreign, source.kind != .model, index.verbs[form.words[0]] != nil {
      return bodyFollows(end) ? end : nil
    }
    return end
  }

  private func bodyFollows(_ position: Int) -> Bool {
    var words = DeclarationLexer(lexer.bytes, at: position)
    while true {
      switch words.next() {
      case .brace(let offset): return lexer.bytes[offset] == UInt8(ascii: "{")
      case .token(let token):
        if token.kind == .punctuation, lexer.bytes[token.span.start] == UInt8(ascii: ";") {
          return false
        }
      case .comment: break
      case .end, .unterminated: return false
      }
    }
  }

  private func declaration(
    _ form: DeclarationForm, headEnd: Int, leading: [DeclarationComment]
  ) throws -> DeclarationSyntax {
    let start = current.span.start
    var words = DeclarationLexer(lexer.bytes, at: headEnd)
    words.standardStrings = standardStrings
    if form.body == .foreign {
      return try foreignDeclaration(form, start, headEnd, words, leading)
    }
    var header: [DeclarationToken] = []
    var comments: [DeclarationComment] = []
    while true {
      switch words.next() {
      case .token(let token):
        if token.startsLine, words.depth == 0 || header.count > 10_000 {
          resume(at: token.span.start)
          throw fail(
            "expected `{` behind `\(form.title) \(header.first.map { text($0.span) } ?? "")`",
            token.span)
        }
        header.append(token)
      case .comment(let comment, _): comments.append(comment)
      case .brace(let offset) where lexer.bytes[offset] == UInt8(ascii: "{"):
        var body = DeclarationBody(form: form, lexer: words)
        body.comments = comments
        let end = try finish(&body, opened: offset)
        let syntax = DeclarationSyntax(
          source: source, form: form, span: Span(start, end), keyword: Span(start, headEnd),
          header: header, body: Span(offset, end), items: body.items, foreign: nil,
          leading: leading, trailing: body.comments + trailingComments())
        return syntax
      case .brace(let offset):
        resume(at: offset)
        throw fail("expected `{`, not `}`", Span(offset, offset + 1))
      case .end:
        resume(at: lexer.bytes.count)
        throw unexpected("expected `{`")
      case .unterminated(let what, let offset): throw unterminated(what, offset)
      }
    }
  }

  /// Comments behind the declaration, on its last line.
  private func trailingComments() -> [DeclarationComment] {
    lexer.comments.prefix { !$0.startsLine }.map {
      DeclarationComment(span: $0.span, isDocumentation: $0.isDocumentation)
    }
  }

  private func unterminated(_ what: String, _ offset: Int) -> Stop {
    resume(at: lexer.bytes.count)
    let position = source.position(at: offset)
    if isPartial, waitsFor == nil {
      waitsFor = "the end of the \(what) opened at \(position.line):\(position.column)"
    }
    return fail("this \(what) has no end", Span(offset, offset + 1))
  }

  private func finish(_ body: inout DeclarationBody, opened: Int) throws -> Int {
    switch body.read(lexer.bytes) {
    case .closed(let end):
      resume(at: end)
      return end
    case .end:
      brackets.append(Bracket(character: "{", offset: opened))
      resume(at: lexer.bytes.count)
      try close(.closeBrace)
      return lexer.bytes.count
    case .brace(let offset):
      resume(at: body.skipBlock(lexer.bytes))
      throw fail("a `{` cannot stand inside a \(body.form.title)", Span(offset, offset + 1))
    case .unterminated(let what, let offset): throw unterminated(what, offset)
    }
  }

  private func foreignDeclaration(
    _ form: DeclarationForm, _ start: Int, _ headEnd: Int, _ headWords: DeclarationLexer,
    _ leading: [DeclarationComment]
  ) throws -> DeclarationSyntax {
    var first = headEnd
    while first < lexer.bytes.count, Bytes.isBlank(lexer.bytes[first]) { first += 1 }
    let foreign = try captureForeign(at: first, hasHoles: false).statement
    advance()
    var words = DeclarationLexer(lexer.bytes, at: headEnd, end: foreign.span.end)
    var header: [DeclarationToken] = []
    while header.count < 1000, case .token(let token) = words.next() {
      if token.kind == .word, words.depth == 0, text(token.span).lowercased() == "as" { break }
      header.append(token)
    }
    return DeclarationSyntax(
      source: source, form: form, span: Span(start, max(previousEnd, foreign.span.end)),
      keyword: Span(start, headEnd), header: header, body: nil, items: [], foreign: foreign,
      leading: leading, trailing: trailingComments())
  }
}

/// Collects the items of a block.
private struct DeclarationBody {
  enum Outcome {
    case closed(Int)
    case end
    case brace(Int)
    case unterminated(String, Int)
  }

  let form: DeclarationForm
  var lexer: DeclarationLexer
  var items: [DeclarationItem] = []
  /// Those that belong to no item.
  var comments: [DeclarationComment] = []
  private var tokens: [DeclarationToken] = []
  private var leading: [DeclarationComment] = []
  private var trailing: [DeclarationComment] = []
  /// Comments on lines of their own behind the item that is being read.
  private var pending: [DeclarationComment] = []

  init(form: DeclarationForm, lexer: DeclarationLexer) {
    self.form = form
    self.lexer = lexer
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Outcome {
    while true {
      switch lexer.next() {
      case .token(let token): add(token, bytes)
      case .comment(let comment, let startsLine): add(comment, startsLine)
      case .brace(let offset):
        guard bytes[offset] == UInt8(ascii: "}") else { return .brace(offset) }
        finishItem()
        comments += leading
        return .closed(offset + 1)
      case .end: return .end
      case .unterminated(let what, let offset): return .unterminated(what, offset)
      }
    }
  }

  /// Behind the end of the block, when one more has been opened inside it.
  mutating func skipBlock(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var depth = 2
    while depth > 0 {
      switch lexer.next() {
      case .brace(let offset): depth += bytes[offset] == UInt8(ascii: "{") ? 1 : -1
      case .token, .comment: break
      case .end, .unterminated: return bytes.count
      }
    }
    return lexer.position
  }

  private mutating func add(_ token: DeclarationToken, _ bytes: UnsafeBufferPointer<UInt8>) {
    let byte = bytes[token.span.start]
    // `depth` counts the token itself: an opening bracket at the line's start stands at depth 1.
    let opens =
      token.kind == .punctuation && (byte == UInt8(ascii: "(") || byte == UInt8(ascii: "["))
    let depth = lexer.depth - (opens ? 1 : 0)
    if token.startsLine, depth == 0, !tokens.isEmpty, !goesOn(token, bytes) { finishItem() }
    let ends =
      token.kind == .punctuation && lexer.depth == 0
      && (byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",") && form.body == .list)
    if ends {
      finishItem()
      return
    }
    trailing += pending
    pending = []
    tokens.append(token)
  }

  /// The line goes on with the item before it.
  private func goesOn(_ token: DeclarationToken, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if token.kind == .symbol { return true }
    if token.kind == .punctuation { return bytes[token.span.start] != UInt8(ascii: ";") }
    if let last = tokens.last {
      if last.kind == .symbol { return true }
      if last.kind == .punctuation, bytes[last.span.start] == UInt8(ascii: ",") { return true }
    }
    guard token.kind == .word, !form.continuations.isEmpty, token.span.length < 64 else {
      return false
    }
    let slice = UnsafeBufferPointer(rebasing: bytes[token.span.start..<token.span.end])
    return form.continuations.contains(String(decoding: slice, as: UTF8.self).lowercased())
  }

  private mutating func add(_ comment: DeclarationComment, _ startsLine: Bool) {
    if tokens.isEmpty {
      if !startsLine, let last = items.popLast() {
        items.append(
          DeclarationItem(
            span: last.span, tokens: last.tokens, leading: last.leading,
            trailing: last.trailing + [comment]))
      } else {
        leading.append(comment)
      }
    } else if startsLine {
      pending.append(comment)
    } else {
      trailing.append(comment)
    }
  }

  private mutating func finishItem() {
    if let first = tokens.first, let last = tokens.last {
      items.append(
        DeclarationItem(
          span: first.span.joined(last.span), tokens: tokens, leading: leading, trailing: trailing))
      leading = pending
    } else {
      leading += pending
    }
    (tokens, trailing, pending) = ([], [], [])
  }
}
