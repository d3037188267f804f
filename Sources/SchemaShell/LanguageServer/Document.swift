import Lang

/// A text that an editor has open, and the answers to questions about it.
final class Document {
  let text: DocumentText
  private let source: Source
  private let interpreter: Interpreter
  private let analysis: Analysis
  private let workspace: Workspace

  init(_ uri: String, _ contents: String, _ outer: Interpreter, _ workspace: Workspace) {
    let path = DocumentText.path(of: uri)
    source = Source(name: path, text: contents)
    interpreter = ScriptFiles.interpreter(for: path, outer)
    self.workspace = workspace
    interpreter.names = { [unowned workspace] kind, prefix in
      workspace.names(kind).filter { $0.hasPrefix(prefix) }
    }
    analysis = interpreter.analyze(source)
    text = DocumentText(source)
    workspace.open(path, analysis.declarations)
  }

  func diagnostics() -> [Value] {
    (analysis.diagnostics + ModelCheck.diagnostics(analysis.declarations))
      .filter { $0.location?.source === source || $0.location == nil }
      .map { diagnostic in
        let hint = diagnostic.hint.map { "\n\($0)" } ?? ""
        var value: MapValue = [
          "range": text.range(diagnostic.location?.span ?? Span(0, 0)),
          "severity": .int(
            diagnostic.severity == .error ? 1 : diagnostic.severity == .warning ? 2 : 3),
          "source": "schemashell", "message": Value(diagnostic.message + hint),
        ]
        let notes = diagnostic.notes.compactMap { note -> Value? in
          guard let location = note.location else { return nil }
          return .map(["location": place(location), "message": Value(note.message)])
        }
        if !notes.isEmpty { value["relatedInformation"] = .list(notes) }
        return .map(value)
      }
  }

  func completions(at offset: Int) -> Value {
    let inDeclaration = DeclaredPlace(offset, source, analysis)?.completions(workspace)
    return .list(
      (inDeclaration ?? interpreter.completions(at: offset, in: source, analysis)).map { found in
        .map([
          "label": Value(found.text), "kind": .int(found.kind.number),
          "detail": Value(found.detail),
          "textEdit": .map(["range": text.range(found.replaces), "newText": Value(found.text)]),
        ])
      })
  }

  func hover(at offset: Int) -> Value {
    let known = analysis.hover(at: offset)
    guard let hover = known ?? DeclaredPlace(offset, source, analysis)?.hover(workspace) else {
      return .null
    }
    let words = hover.text.isEmpty ? "" : "\n\n\(hover.text)"
    return .map([
      "contents": .map([
        "kind": "markdown", "value": Value("```schemashell\n\(hover.title)\n```\(words)"),
      ]),
      "range": text.range(hover.span),
    ])
  }

  func definition(at offset: Int) -> Value {
    let known = analysis.definition(at: offset)
    return (known ?? DeclaredPlace(offset, source, analysis)?.definition(workspace)).map(place)
      ?? .null
  }

  func references(at offset: Int) -> Value {
    .list(analysis.uses(at: offset).map { place(Location(source, $0)) })
  }

  /// Nothing to do is no edit; a text with mistakes is left as it is.
  func formatting() -> Value {
    guard let formatted = try? interpreter.format(source), formatted != source.text else {
      return []
    }
    return [
      .map(["range": text.range(Span(0, source.bytes.count)), "newText": Value(formatted)])
    ]
  }

  func symbols() -> Value { .list(analysis.symbols.map(symbol)) }

  private func symbol(_ symbol: Analysis.Symbol) -> Value {
    .map([
      "name": Value(symbol.name), "kind": .int(symbol.kind.number),
      "range": text.range(symbol.span), "selectionRange": text.range(symbol.nameSpan),
      "children": .list(symbol.children.map(self.symbol)),
    ])
  }

  private func place(_ location: Location) -> Value {
    let text = location.source === source ? self.text : DocumentText(location.source)
    return .map([
      "uri": Value(DocumentText.uri(of: location.source.name)), "range": text.range(location.span),
    ])
  }
}

extension Completion.Kind {
  /// The protocol's number for it.
  fileprivate var number: Int {
    switch self {
    case .keyword: 14
    case .command: 3
    case .name: 7
    case .variable: 6
    case .function: 3
    case .member: 2
    case .path: 17
    }
  }
}

extension Analysis.Symbol.Kind {
  /// The protocol's number for it.
  fileprivate var number: Int {
    switch self {
    case .function: 12
    case .variable: 13
    case .declaration: 5
    case .command: 24
    case .include: 2
    }
  }
}
