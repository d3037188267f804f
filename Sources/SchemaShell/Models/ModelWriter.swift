package import Engine
import Postgres

/// Writes a database's schema as a model: a declaration for each object that stands for itself,
/// with everything that belongs to it inside.
///
/// It starts from the plan that would make the schema in an empty database and turns its statements
/// into declarations and lines one by one. A kind of object that it has never heard of is written
/// as its own DDL, so nothing is ever left out.
package struct ModelWriter {
  let snapshot: Snapshot
  /// The steps that make each object that stands for itself, by its id.
  private var groups: [ObjectID: [Step]] = [:]
  let names: GeneratedNames
  private let shortNames: PublicNames
  private let families: [ObjectID: [any SchemaObject]]

  /// `empty` is what an empty database has; `shortNames` need no `public` in front.
  package init(
    _ snapshot: Snapshot, empty: Snapshot, shortNames: PublicNames
  ) throws(PlanError) {
    self.shortNames = shortNames
    self.snapshot = snapshot
    names = GeneratedNames(snapshot)
    let children = snapshot.objects.values.compactMap { object in
      object.parent.map { (parent: $0, object: object) }
    }
    families = Dictionary(grouping: children, by: \.parent).mapValues { $0.map(\.object) }
    let diff = Diff(
      from: empty.onServer(of: snapshot.version), to: snapshot, comparing: [Owner.kind])
    for step in try Plan(diff).steps where step.id.kind != "setting" {
      groups[root(of: step.id), default: []].append(step)
    }
  }

  /// One object that stands for itself, as it stands in a model.
  package struct Declaration: Sendable {
    package let id: ObjectID
    /// Its `///` lines.
    let documentation: [String]
    /// All else.
    let body: String
    /// It takes a block of lines.
    package let isBlock: Bool

    /// Without a line break at its end.
    package var text: String { (documentation + [body]).joined(separator: "\n") }
  }

  /// Where each kind comes in a model.
  static var ranks: [KindName: Int] {
    Dictionary(uniqueKeysWithValues: ObjectKinds.all.enumerated().map { ($1.kind, $0) })
  }

  /// In the order of the kinds, then of the names.
  package func declarations() -> [Declaration] {
    let ranks = Self.ranks
    func rank(_ id: ObjectID) -> Int { ranks[id.kind] ?? Int.max }
    return groups.keys
      .sorted { (rank($0), $0) < (rank($1), $1) }
      .compactMap(declaration)
  }

  /// The object as it stands in a model; nil when nothing needs to be said of it.
  package func declaration(of id: ObjectID) -> Declaration? {
    guard let steps = groups[id] else { return nil }
    let writer: DeclarationWriter
    switch snapshot[id] {
    case let table as Table: writer = TableWriter(table, steps, in: self).written()
    case let type as EnumType: writer = EnumWriter(type, steps, in: self).written()
    default: writer = DeclarationWriter(steps, in: self)
    }
    let body = writer.body
    if body.isEmpty && writer.documentation.isEmpty { return nil }
    return Declaration(
      id: id, documentation: writer.documentation, body: body, isBlock: writer.isBlock)
  }

  /// A table in pieces; nil for all else.
  func shape(of id: ObjectID) -> TableShape? {
    guard let table = snapshot[id] as? Table, let steps = groups[id] else { return nil }
    return TableWriter(table, steps, in: self).shape()
  }

  /// The same as plain statements, for a file of SQL.
  func statements(of id: ObjectID) -> [String] {
    (groups[id] ?? []).map { $0.statement.sql.text + ";" }
  }

  /// The object that `id` belongs to in the end, or itself.
  func root(of id: ObjectID) -> ObjectID {
    var id = id
    // A comment on a column of a table: never more than a few.
    for _ in 0..<16 {
      guard let parent = snapshot[id]?.parent, snapshot[parent] != nil else { break }
      id = parent
    }
    return id
  }

  /// SQL of the engine's as it stands in a model.
  func sql(_ sql: SQL) -> ModelSQL { ModelSQL(tokens(sql.text)) }
  func tokens(_ text: String) -> SQLTokens {
    SQLTokens(shortNames.shortened(text)).withoutDoubleBrackets
  }

  /// What lives and dies with an object.
  func children(of id: ObjectID) -> [any SchemaObject] { families[id] ?? [] }
}

/// The steps of one declaration on their way into text.
struct DeclarationWriter {
  /// `///` lines in front.
  var documentation: [String] = []
  /// The declaration itself; what it does not say follows as statements.
  var head: String?
  var isBlock = false
  var statements: [String] = []

  init() {}

  /// Every step as a statement, the comment on the first object as documentation.
  init(_ steps: [Step], in model: ModelWriter) {
    var rest = steps
    if let first = steps.first, let form = Self.form(model.sql(first.statement.sql).tokens) {
      let own = ObjectID("comment", first.id.remark("comment").names)
      if let place = rest.firstIndex(where: { $0.id == own }),
        let lines = Self.documentation(
          model.sql(rest[place].statement.sql).tokens, reference: form.remark)
      {
        documentation = lines
        rest.remove(at: place)
      }
    }
    statements = rest.indices.map { index in
      // What was first no more than a name is then made whole.
      let isAgain = rest[..<index].contains { $0.id == rest[index].id }
      return model.sql(rest[index].statement.sql).statement(isAgain: isAgain)
    }
  }

  /// The form of declaration that the step's statement is written in.
  private static func form(_ tokens: SQLTokens) -> ForeignForms? {
    guard tokens.word(0) == "create" else { return nil }
    return ForeignForms.all.first { tokens.hasPhrase($0.title, at: 1) }
  }

  /// The text of a `comment on` as `///` lines, if it can stand there.
  static func documentation(_ tokens: SQLTokens, reference: String) -> [String]? {
    guard tokens.hasPhrase("comment on " + reference, at: 0), let text = tokens.lastLiteral else {
      return nil
    }
    return Documentation.lines(text)
  }

  /// All but the documentation.
  var body: String { ((head.map { [$0] } ?? []) + statements).joined(separator: "\n") }
}

extension SQLTokens {
  /// What the string literal at the end says.
  var lastLiteral: String? {
    guard let last = tokens.last, last.kind == .text else { return nil }
    let text = text(count - 1)
    let isEscaped = text.hasPrefix("E")
    guard text.hasSuffix("'"), text.hasPrefix(isEscaped ? "E'" : "'") else { return nil }
    var result: [UInt8] = []
    var skips = false
    for byte in text.utf8.dropFirst(isEscaped ? 2 : 1).dropLast() {
      let doubles = byte == UInt8(ascii: "'") || isEscaped && byte == UInt8(ascii: "\\")
      if doubles, !skips {
        skips = true
        continue
      }
      skips = false
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// An enum with its labels in a block.
struct EnumWriter {
  private let type: EnumType
  private let steps: [Step]
  private let model: ModelWriter

  init(_ type: EnumType, _ steps: [Step], in model: ModelWriter) {
    self.type = type
    self.steps = steps
    self.model = model
  }

  func written() -> DeclarationWriter {
    var writer = DeclarationWriter()
    for step in steps {
      if step.id == type.id, writer.head == nil {
        writer.head = block
      } else if step.id == type.id.remark("comment"), writer.documentation.isEmpty,
        let lines = DeclarationWriter.documentation(
          model.sql(step.statement.sql).tokens, reference: "type")
      {
        writer.documentation = lines
      } else {
        writer.statements.append(model.sql(step.statement.sql).statement())
      }
    }
    return writer
  }

  private var block: String {
    let name = relativeName(type.id.names)
    let labels = type.labels.map(Self.label)
    let line = "enum \(name) { \(labels.joined(separator: ", ")) }"
    if labels.isEmpty { return "enum \(name) { }" }
    if line.count <= 90, !line.contains("\n") { return line }
    return "enum \(name) {\n" + labels.map { "  \($0),\n" }.joined() + "}"
  }

  private static func label(_ text: String) -> String {
    let isBare =
      text.unicodeScalars.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } == true
      && text.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || $0 == "_"
      }
    return isBare ? text : quoteLiteral(text)
  }
}

/// A name as a model has it: `public` goes without saying.
func relativeName(_ names: [String]) -> String {
  let shown = names.count > 1 && names[0] == "public" ? Array(names.dropFirst()) : names
  return shown.map(quoteIdentifier).joined(separator: ".")
}
