/// Finds out what could stand at a place in a text, from the same signatures that parse it.
struct Completer {
  let interpreter: Interpreter
  let source: Source
  /// What is known of the text itself: an editor's names are not those of a run.
  var analysis: Analysis?

  private var index: VocabularyIndex { interpreter.index }

  func completions(at offset: Int) -> [Completion] {
    let offset = min(max(offset, 0), source.bytes.count)
    return source.bytes.withUnsafeBufferPointer { bytes in
      let prefix = UnsafeBufferPointer(rebasing: bytes[..<offset])
      return completions(prefix, LinePosition(prefix))
    }
  }

  private func completions(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: LinePosition
  ) -> [Completion] {
    if line.isInText { return [] }
    let words = line.words
    let typed = Typed(text: text(bytes, line.word), span: line.word)
    if let member = memberCompletions(bytes, typed) { return member }
    guard let first = words.first else { return heads(typed) }
    let head = text(bytes, first).lowercased()
    if let commands = index.commands[head], words.count > 0 {
      let earlier = words.map { text(bytes, $0) }
      let found = commands.flatMap { commandCompletions($0.signature, earlier, typed) }
      if !found.isEmpty || index.verbs[head] == nil { return unique(found) }
    }
    if index.verbs[head] != nil || head == index.forcingWord {
      return names("foreign", typed)
    }
    return unique(values(typed))
  }

  private struct Typed {
    let text: String
    let span: Span

    func fits(_ candidate: String) -> Bool {
      candidate.lowercased().hasPrefix(text.lowercased()) && candidate != text
    }
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ span: Span) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[span.start..<span.end]), as: UTF8.self)
  }

  private func unique(_ list: [Completion]) -> [Completion] {
    var seen: Set<String> = []
    return list.sorted { $0.text < $1.text }.filter { seen.insert($0.text).inserted }
  }

  // MARK: What starts a statement

  private func heads(_ typed: Typed) -> [Completion] {
    var found = values(typed)
    for (word, commands) in index.commands where typed.fits(word) {
      let summary = commands.last?.signature.summary ?? ""
      found.append(Completion(word, .command, detail: summary, replaces: typed.span))
    }
    let words =
      LanguageWord.allCases.map(\.rawValue) + index.declarations.keys + index.verbs.keys
    for word in words where typed.fits(word) {
      found.append(Completion(word, .keyword, replaces: typed.span))
    }
    return unique(found)
  }

  private func values(_ typed: Typed) -> [Completion] {
    var found: [Completion] = []
    for (name, detail) in analysis?.visible(at: typed.span.end) ?? [] where typed.fits(name) {
      found.append(Completion(name, .variable, detail: detail, replaces: typed.span))
    }
    for name in interpreter.variableNames where typed.fits(name) {
      let type = interpreter.variable(name)?.typeName ?? ""
      found.append(Completion(name, .variable, detail: type, replaces: typed.span))
    }
    for function in BuiltinFunctions.all where typed.fits(function.name) {
      found.append(
        Completion(function.name, .function, detail: function.summary, replaces: typed.span))
    }
    for function in index.vocabulary.functions where typed.fits(function.name) {
      found.append(
        Completion(function.name, .function, detail: function.summary, replaces: typed.span))
    }
    return found
  }

  /// `variable.na…`
  private func memberCompletions(_ bytes: UnsafeBufferPointer<UInt8>, _ typed: Typed)
    -> [Completion]?
  {
    guard let dot = typed.text.lastIndex(of: ".") else { return nil }
    let base = String(typed.text[..<dot])
    let part = String(typed.text[typed.text.index(after: dot)...])
    let start = typed.span.end - part.utf8.count
    let span = Span(start, typed.span.end)
    guard let value = interpreter.variable(base) else {
      return methodCompletions(of: base, Typed(text: part, span: span))
    }
    var names = BuiltinMethods.names(for: value)
    if let host = value.hostObject { names += host.memberNames }
    if case .map(let map) = value { names += map.keys.compactMap(\.textValue) }
    let fitting = Typed(text: part, span: span)
    return unique(
      names.filter(fitting.fits).map { Completion($0, .member, replaces: span) })
  }

  /// What may be called on a name of the text, whose type nobody knows.
  private func methodCompletions(of base: String, _ typed: Typed) -> [Completion]? {
    guard let analysis, analysis.visible(at: typed.span.end).contains(where: { $0.name == base })
    else { return nil }
    return unique(
      BuiltinMethods.families.filter { typed.fits($0.name) }.map { family in
        let summary = family.table.compactMap { $0 }.first?.summary ?? ""
        return Completion(family.name, .member, detail: summary, replaces: typed.span)
      })
  }

  // MARK: Commands

  private func commandCompletions(_ signature: Signature, _ words: [String], _ typed: Typed)
    -> [Completion]
  {
    var rest = words[...]
    for (number, word) in signature.words.enumerated() {
      guard let next = rest.first else {
        guard number > 0, typed.fits(word) else { return [] }
        return [
          Completion(word, .keyword, detail: signature.summary, replaces: typed.span)
        ]
      }
      guard next.lowercased() == word else { return [] }
      rest = rest.dropFirst()
    }
    var found: [Completion] = []
    var positional = 0
    let order = signature.parts.filter { if case .argument = $0.shape { true } else { false } }
    while let word = rest.first {
      rest = rest.dropFirst()
      if let (kind, isComplete) = clause(signature, word, &rest) {
        if let kind, rest.isEmpty, !isComplete { return values(of: kind, typed) }
        if kind != nil { rest = rest.dropFirst() }
      } else if positional < order.count,
        order[positional].count == .one
          || positional < order.count && order[positional].count == .optional
      {
        positional += 1
      }
    }
    for part in signature.parts where !isGiven(part, words) {
      switch part.shape {
      case .clause(let clause, _), .flag(let clause):
        let next = clause[0]
        if typed.fits(next) {
          found.append(Completion(next, .keyword, detail: part.help, replaces: typed.span))
        }
      case .argument, .block, .foreign, .option: break
      }
    }
    if positional < order.count, case .argument(let kind) = order[positional].shape {
      found += values(of: kind, typed)
    }
    return found
  }

  private func isGiven(_ part: Part, _ words: [String]) -> Bool {
    switch part.shape {
    case .clause(let clause, _): words.dropFirst().contains(clause[0])
    case .flag(let clause):
      words.dropFirst().contains(clause[0]) && words.contains(clause[clause.count - 1])
    case .argument, .block, .foreign, .option: false
    }
  }

  /// What a clause's word waits for: nil when the word starts none.
  private func clause(
    _ signature: Signature, _ word: String, _ rest: inout ArraySlice<String>
  ) -> (Part.Kind?, isComplete: Bool)? {
    for part in signature.parts {
      switch part.shape {
      case .clause(let words, let kind):
        guard words[0] == word.lowercased() else { continue }
        for next in words.dropFirst() where rest.first?.lowercased() == next {
          rest = rest.dropFirst()
        }
        return (kind, !rest.isEmpty)
      case .flag(let words):
        guard words[0] == word.lowercased() else { continue }
        for next in words.dropFirst() {
          guard let following = rest.first else { return (.choice([next]), false) }
          if following.lowercased() == next { rest = rest.dropFirst() }
        }
        return (nil, true)
      case .argument, .block, .foreign, .option: continue
      }
    }
    return nil
  }

  private func values(of kind: Part.Kind, _ typed: Typed) -> [Completion] {
    switch kind {
    case .name(let what): names(what, typed)
    case .path: names("path", typed).map { Completion($0.text, .path, replaces: $0.replaces) }
    case .choice(let words):
      words.filter(typed.fits).map { Completion($0, .keyword, replaces: typed.span) }
    case .integer, .value, .pair, .foreign: []
    }
  }

  private func names(_ kind: String, _ typed: Typed) -> [Completion] {
    interpreter.names(kind, typed.text).filter(typed.fits).map {
      Completion($0, .name, detail: kind, replaces: typed.span)
    }
  }
}

/// The words of the statement that ends where a text ends.
private struct LinePosition {
  /// Those that are complete.
  var words: [Span] = []
  /// The one being typed; empty behind a blank.
  var word: Span
  var isInText = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    word = Span(bytes.count, bytes.count)
    var position = LinePosition.statementStart(bytes)
    while position < bytes.count {
      let next = CommandWord(bytes, at: position)
      switch next.kind {
      case .end:
        position = max(next.span.end, next.span.start + 1)
        if next.span.start < bytes.count { words = [] }
      case .word:
        if next.span.end == bytes.count { word = next.span } else { words.append(next.span) }
        position = next.span.end
      case .value:
        let quote = bytes[next.span.start]
        position = next.span.end
        if quote == UInt8(ascii: "(") || quote == UInt8(ascii: "[") {
          words = []
          continue
        }
        while position < bytes.count, bytes[position] != quote { position += 1 }
        isInText = position >= bytes.count
        position += 1
        words.append(Span(next.span.start, min(position, bytes.count)))
      case .brace:
        words = []
        position = next.span.end
      case .comma: position = next.span.end
      }
    }
  }

  /// Behind the last `;` or line end. A foreign statement may reach over lines: then its first
  /// word is on one of them, and its host completes it.
  private static func statementStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var start = bytes.count
    while start > 0, bytes[start - 1] != 10, bytes[start - 1] != UInt8(ascii: ";") { start -= 1 }
    return start
  }
}
