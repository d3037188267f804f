import Engine
import Lang

/// One declaration or statement of a model file, and what it is about as far as its words tell.
struct ModelPiece {
  /// Which of the model's programs it stands in.
  let file: Int
  /// With its `;`.
  let span: Span
  /// From the comments right above it to the one behind it on its line.
  let whole: Span
  let syntax: DeclarationSyntax?
  /// What its declaration is part of, as it is spoken of; nil when its words do not tell.
  let subject: ObjectID?
  /// True for the statement that makes the subject.
  let makesSubject: Bool

  /// Every piece of a model, in the order of its files.
  static func all(of files: ModelFiles) -> [ModelPiece] {
    files.programs.enumerated().flatMap { number, program in
      program.outline.compactMap { ModelPiece($0, number, program.source) }
    }
  }

  private init?(_ entry: OutlineEntry, _ file: Int, _ source: Source) {
    self.file = file
    switch entry.kind {
    case .declaration(let syntax):
      self.syntax = syntax
      span = syntax.foreign == nil ? syntax.span : source.withSemicolon(syntax.span)
      let behind = syntax.trailing.last { $0.span.start >= syntax.span.end }
      whole = syntax.fullSpan.joined(behind?.span ?? span).joined(span)
      subject = Self.subject(of: syntax)
      makesSubject = true
    case .foreign(let statement):
      syntax = nil
      span = source.withSemicolon(entry.span)
      whole = source.withCommentsAbove(span)
      let spoken = SpokenStatement(SQLTokens(source[statement.span]))
      subject = spoken.subject
      makesSubject = spoken.makesSubject
    case .function, .variable, .include, .statement, .backslash, .command: return nil
    }
  }

  private static func subject(of syntax: DeclarationSyntax) -> ObjectID? {
    let header = DeclaredTokens(syntax.source, syntax.header)
    guard let name = header.qualifiedName(at: 0) else { return nil }
    let title = syntax.form.title == "unlogged table" ? "table" : syntax.form.title
    return ObjectID(spoken: title, name.names)
  }
}

extension ObjectID {
  /// As it is spoken of, with the schema that goes without saying.
  init(spoken kind: String, _ names: [String]) {
    let isAlone = SpokenStatement.withoutSchema.contains(kind)
    self.init(KindName(kind), isAlone ? names : names.withSchema)
  }
}

/// What a plain statement is about, by its first words.
struct SpokenStatement {
  private(set) var subject: ObjectID?
  private(set) var makesSubject = false

  static let withoutSchema: Set<String> = [
    "schema", "extension", "language", "event trigger", "foreign data wrapper", "server",
    "publication", "subscription", "access method",
  ]

  /// Those of several words first.
  private static let kinds = [
    "materialized view", "foreign table", "event trigger", "foreign data wrapper",
    "text search configuration", "text search dictionary", "text search parser",
    "text search template", "access method", "operator class", "operator family", "function",
    "procedure", "aggregate", "view", "table", "sequence", "type", "domain", "schema",
    "extension", "collation", "conversion", "language", "publication", "subscription", "server",
    "operator", "index", "trigger", "policy", "rule", "statistics", "constraint", "column",
  ]

  private static let adjectives: Set<String> = [
    "unlogged", "recursive", "unique", "trusted", "procedural", "constraint", "default", "or",
    "replace", "if", "exists", "not", "only", "concurrently",
  ]

  init(_ tokens: SQLTokens) {
    switch tokens.word(0) {
    case "create":
      read(tokens, from: 1, makes: true)
    case "alter": read(tokens, from: 1, makes: false)
    case "comment" where tokens.word(1) == "on": read(tokens, from: 2, makes: false)
    case "grant", "revoke":
      guard let on = tokens.first(of: ["on"], from: 1) else { return }
      let hasKind = tokens.phrase(of: Self.kinds, at: on + 1) != nil
      if hasKind {
        read(tokens, from: on + 1, makes: false)
      } else if let name = tokens.qualifiedName(at: on + 1) {
        subject = ObjectID(spoken: "table", name.names)
      }
    default: break
    }
  }

  private mutating func read(_ tokens: SQLTokens, from start: Int, makes: Bool) {
    var index = start
    while let word = tokens.word(index), Self.adjectives.contains(word),
      tokens.phrase(of: Self.kinds, at: index) == nil
        || tokens.phrase(of: Self.kinds, at: index + 1) != nil
    { index += 1 }
    guard let kind = tokens.phrase(of: Self.kinds, at: index) else { return }
    index += kind.split(separator: " ").count
    while let word = tokens.word(index), Self.adjectives.contains(word) { index += 1 }
    switch kind {
    case "index", "trigger", "policy", "rule", "statistics", "constraint":
      let link = kind == "statistics" ? "from" : kind == "rule" && makes ? "to" : "on"
      // `alter index` and `comment on index` do not name the table.
      guard let place = tokens.first(of: [link], from: index) else {
        subject = tokens.qualifiedName(at: index).map { ObjectID(spoken: kind, $0.names) }
        return
      }
      let isDomain = tokens.word(place + 1) == "domain"
      let isOnly = tokens.word(place + 1) == "only"
      let name = tokens.qualifiedName(at: place + (isDomain || isOnly ? 2 : 1))
      subject = name.map { ObjectID(spoken: isDomain ? "domain" : "table", $0.names) }
    case "column":
      guard let name = tokens.qualifiedName(at: index), name.names.count > 1 else { return }
      subject = ObjectID(spoken: "table", Array(name.names.dropLast()))
    default:
      subject = tokens.qualifiedName(at: index).map { ObjectID(spoken: kind, $0.names) }
      makesSubject = makes
    }
  }
}

extension Source {
  /// A span with the semicolon that ends it.
  fileprivate func withSemicolon(_ span: Span) -> Span {
    if span.end > span.start, bytes[span.end - 1] == UInt8(ascii: ";") { return span }
    let end = bytes[span.end...].firstIndex { $0 != 0x20 && ($0 < 9 || $0 > 13) }
    guard let end, bytes[end] == UInt8(ascii: ";") else { return span }
    return Span(span.start, end + 1)
  }

  /// A span with the lines of comments right above it.
  fileprivate func withCommentsAbove(_ span: Span) -> Span {
    var number = position(at: span.start).line - 1
    var start = span.start
    while number >= 1 {
      let line = lineSpan(number)
      let text = self[line].drop { $0 == " " || $0 == "\t" }
      guard text.hasPrefix("--") || text.hasPrefix("#") && kind == .model || text.hasPrefix("///")
      else { break }
      start = line.start
      number -= 1
    }
    return Span(start, span.end)
  }
}
