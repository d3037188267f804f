/// Foreign statements and backslash commands: captured, never understood.
extension Parser {
  /// A whole file of them. Nothing of the language itself exists here.
  func foreignFile(into statements: inout [Statement]) {
    while !isFull {
      var startsLine = true
      skipForeignBlanks(&startsLine)
      let start = lexer.position
      guard start < lexer.bytes.count else { return }
      let byte = lexer.bytes[start]
      do {
        if byte == UInt8(ascii: "\\") {
          statements.append(backslash(at: start))
        } else if byte == UInt8(ascii: ";") {
          lexer.position += 1
        } else {
          let syntax = try captureForeign(at: start, hasHoles: false)
          statements.append(Statement(kind: .foreign(syntax), span: syntax.statement.span))
        }
      } catch {
        // An open quote swallows the rest of the file: there is no place to go on from.
        return
      }
    }
  }

  private func skipForeignBlanks(_ startsLine: inout Bool) {
    let bytes = lexer.bytes
    var scanner = ForeignScanner(bytes, at: lexer.position)
    while scanner.position < bytes.count {
      let byte = bytes[scanner.position]
      let next = scanner.position + 1 < bytes.count ? bytes[scanner.position + 1] : 0
      if Bytes.isBlank(byte) {
        scanner.position += 1
      } else if byte == UInt8(ascii: "-"), next == byte {
        while scanner.position < bytes.count, bytes[scanner.position] != 10 {
          scanner.position += 1
        }
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        guard scanner.skipComment() else { break }
      } else if byte == 0xEF, scanner.position == 0 {
        scanner.position += 3
      } else {
        break
      }
    }
    lexer.position = min(scanner.position, bytes.count)
  }

  /// The current token is a verb, or the word that forces.
  func foreignStatement(isExpression: Bool = false) throws -> ForeignSyntax {
    let start = current.span.start
    let word = text(current).lowercased()
    guard word == index.forcingWord else {
      let syntax = try captureForeign(at: start, hasHoles: true, isExpression: isExpression)
      advanceBehindForeign()
      return syntax
    }
    let next = peek()
    if next.kind == .openParen { return try madeUpStatement(start) }
    guard next.kind != .end else {
      advance()
      throw unexpected("expected a statement behind `\(word)`")
    }
    let syntax = try captureForeign(
      at: next.span.start, hasHoles: true, isExpression: isExpression)
    advanceBehindForeign()
    return syntax
  }

  /// The statement ends behind its `;` and its data, where the lexer stands.
  private func advanceBehindForeign() {
    let end = lexer.position
    advance()
    previousEnd = end
  }

  /// `sql (text)`
  private func madeUpStatement(_ start: Int) throws -> ForeignSyntax {
    advance()
    open("(")
    let value = try expression()
    let end = try close(.closeParen)
    let statement = ForeignStatement(
      verb: "", span: Span(start, end), parts: [], data: nil, isExpression: false)
    return ForeignSyntax(statement: statement, holes: [], madeUp: value)
  }

  /// Captures from `start` and leaves the lexer behind the statement; `current` is stale then.
  func captureForeign(
    at start: Int, hasHoles: Bool, isExpression: Bool = false, endsWithLine: Bool = false
  ) throws -> ForeignSyntax {
    let verb = firstWord(at: start)
    var scanner = ForeignScanner(lexer.bytes, at: start)
    scanner.hasHoles = hasHoles
    scanner.standardStrings = standardStrings
    scanner.countsBlocks = verb == "create"
    scanner.lineEnds = endsWithLine
    var parts: [ForeignStatement.Part] = []
    var holes: [Expression] = []
    var rawStart = start
    var end = start
    scan: while true {
      let stop = scanner.next()
      end = scanner.position
      switch stop {
      case .value, .identifier:
        let isValue = stop == .value
        if end > rawStart { parts.append(.raw(Span(rawStart, end))) }
        let (value, after) = try foreignHole(at: end, isValue: isValue, &scanner)
        holes.append(value)
        let span = Span(end, after)
        parts.append(isValue ? .value(span) : .identifier(span))
        scanner.position = after
        rawStart = after
      case .semicolon, .lineEnd: break scan
      case .endOfInput:
        try checkForeignEnd(scanner, isExpression: isExpression)
        break scan
      case .closeParen:
        if isExpression || brackets.last?.character == "(" { break scan }
        scanner.position += 1
      case .closeBrace:
        if brackets.contains(where: { $0.character == "{" }) { break scan }
        scanner.position += 1
      case .backslash: break scan
      case .unterminated(let what):
        let opened = scanner.openedAt
        lexer.position = lexer.bytes.count
        advance()
        waitForForeign(opened, "the end of the \(what)")
        throw fail("this \(what) has no end", Span(opened, opened + 1))
      }
    }
    let stopped = end
    let isEnded = end < lexer.bytes.count && lexer.bytes[end] == UInt8(ascii: ";")
    while end > rawStart, Bytes.isBlank(lexer.bytes[end - 1]) { end -= 1 }
    if end > rawStart || parts.isEmpty { parts.append(.raw(Span(rawStart, end))) }
    noteSettings(verb, Span(start, end))
    // The `;` is left to whoever ends the statement, but data starts behind it.
    lexer.position = isEnded ? end + 1 : end
    let data = isEnded && verb == "copy" ? copyData(Span(start, end)) : nil
    if data == nil { lexer.position = stopped }
    let ending = isExpression ? nil : foreignEnding(at: stopped)
    return ForeignSyntax(
      statement: ForeignStatement(
        verb: verb, span: Span(start, end), parts: parts, data: data, isExpression: isExpression,
        ending: ending),
      holes: holes)
  }

  /// The backslash command that ends a statement, and the lexer behind it; nil for one that only
  /// follows.
  private func foreignEnding(at start: Int) -> ForeignEnding? {
    guard start < lexer.bytes.count, lexer.bytes[start] == UInt8(ascii: "\\"),
      let endings = index.vocabulary.foreign?.endings
    else { return nil }
    let line = backslashLine(at: start)
    guard endings.contains(line.name) else { return nil }
    lexer.position = line.end
    return ForeignEnding(name: line.name, rest: line.rest, span: line.span)
  }

  /// After a mistake in a hole the rest of the statement is skipped: its lines are no statements.
  private func foreignHole(at position: Int, isValue: Bool, _ scanner: inout ForeignScanner) throws
    -> (Expression, Int)
  {
    do {
      return try holeExpression(
        at: position, bracket: isValue ? "{" : "[",
        close: isValue ? .closeBrace : .closeBracket)
    } catch {
      scanner.position = min(max(current.span.start, position + 2), lexer.bytes.count)
      var isOpen = isValue
      skip: while true {
        switch scanner.next() {
        case .value, .identifier, .closeParen, .backslash, .lineEnd: scanner.position += 1
        case .closeBrace:
          guard isOpen else { break skip }
          isOpen = false
          scanner.position += 1
        case .semicolon, .endOfInput, .unterminated: break skip
        }
      }
      resume(at: min(scanner.position, lexer.bytes.count))
      throw error
    }
  }

  private func checkForeignEnd(_ scanner: ForeignScanner, isExpression: Bool) throws {
    if let opened = scanner.parentheses.last, !isExpression {
      lexer.position = lexer.bytes.count
      advance()
      waitForForeign(opened, "`)`")
      if source.kind == .foreign { return }
      throw fail("this `(` has no `)`", Span(opened, opened + 1))
    }
    if isExpression {
      lexer.position = lexer.bytes.count
      advance()
      previousEnd = lexer.bytes.count
      throw unexpected("expected `)`")
    }
    guard isPartial, waitsFor == nil else { return }
    waitsFor = "`;`"
  }

  private func waitForForeign(_ offset: Int, _ what: String) {
    guard isPartial, waitsFor == nil else { return }
    let position = source.position(at: offset)
    waitsFor = "\(what) opened at \(position.line):\(position.column)"
  }

  private func firstWord(at start: Int) -> String {
    var end = start
    while end < lexer.bytes.count, Bytes.isWord(lexer.bytes[end]), end - start < 64 { end += 1 }
    return text(Span(start, end)).lowercased()
  }

  /// `set standard_conforming_strings = off` changes how the text behind it is read.
  private func noteSettings(_ verb: String, _ span: Span) {
    guard verb == "set", span.length < 100 else { return }
    let words = text(span).lowercased()
    guard words.contains("standard_conforming_strings") else { return }
    standardStrings = !words.contains("off") && !words.contains("false")
  }

  /// The lines behind `copy … from stdin;` up to `\.`, and the lexer behind them.
  private func copyData(_ span: Span) -> Span? {
    guard copiesFromInput(span) else { return nil }
    let bytes = lexer.bytes
    var position = lexer.position
    while position < bytes.count, bytes[position] != 10 { position += 1 }
    let start = min(position + 1, bytes.count)
    position = start
    while position < bytes.count {
      var end = position
      while end < bytes.count, bytes[end] != 10 { end += 1 }
      let isLast =
        end - position >= 2 && bytes[position] == UInt8(ascii: "\\")
        && bytes[position + 1] == UInt8(ascii: ".")
        && (end - position == 2 || end - position == 3 && bytes[end - 1] == 13)
      if isLast {
        lexer.position = end
        return Span(start, position)
      }
      position = min(end + 1, bytes.count)
    }
    if isPartial, waitsFor == nil { waitsFor = "`\\.` behind the data" }
    lexer.position = bytes.count
    return Span(start, bytes.count)
  }

  private func copiesFromInput(_ span: Span) -> Bool {
    var words = DeclarationLexer(lexer.bytes, at: span.start, end: span.end)
    var depth = 0
    var previous = ""
    while case .token(let token) = words.next() {
      let word = token.kind == .word ? text(token.span).lowercased() : text(token.span)
      if word == "(" { depth += 1 }
      if word == ")" { depth -= 1 }
      if depth == 0, previous == "from", word == "stdin" { return true }
      previous = word
    }
    return false
  }

  // MARK: Backslash commands

  func backslash() throws -> Statement.Kind {
    let statement = backslash(at: current.span.start)
    advance()
    return statement.kind
  }

  private func backslash(at start: Int) -> Statement {
    let line = backslashLine(at: start)
    lexer.position = line.end
    return Statement(kind: .backslash(name: line.name, rest: line.rest), span: line.span)
  }

  private func backslashLine(
    at start: Int
  ) -> (name: String, rest: String, span: Span, end: Int) {
    let bytes = lexer.bytes
    var end = start + 1
    while end < bytes.count, !Bytes.isBlank(bytes[end]), bytes[end] != UInt8(ascii: "\\") {
      end += 1
    }
    if end == start + 1, end < bytes.count, bytes[end] == UInt8(ascii: "\\") { end += 1 }
    let name = text(Span(start + 1, end))
    var lineEnd = end
    while lineEnd < bytes.count, bytes[lineEnd] != 10 { lineEnd += 1 }
    var restStart = end
    while restStart < lineEnd, Bytes.isBlank(bytes[restStart]) { restStart += 1 }
    var restEnd = lineEnd
    while restEnd > restStart, Bytes.isBlank(bytes[restEnd - 1]) { restEnd -= 1 }
    return (name, text(Span(restStart, restEnd)), Span(start, max(restEnd, end)), lineEnd)
  }
}
