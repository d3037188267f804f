import Engine
import Lang
import Postgres

/// `was NAME` in a model's text.
struct OldName {
  let name: String
  let span: Span
}

/// What a declaration stands for: SQL, and names that objects had before.
struct ModelParts {
  var statements: [MappedSQL] = []
  private(set) var renames: [(rename: Rename, place: Location)] = []
  /// What is wrong with it before PostgreSQL has even seen it.
  var diagnostics: [Diagnostic] = []
  /// The schema and name of the table or view that is declared.
  var about: [String]?

  mutating func add(_ statement: MappedSQL) { statements.append(statement) }

  /// Notes `was OLD`.
  mutating func rename(_ id: ObjectID, was old: OldName, in source: Source) {
    renames.append((Rename(id, was: old.name), Location(source, old.span)))
  }

  mutating func refuse(_ message: String, at span: Span, in source: Source, hint: String? = nil) {
    diagnostics.append(Diagnostic(.error, message, at: Location(source, span), hint: hint))
  }

  /// `comment on REFERENCE is …` from the `///` lines; nothing when there are none.
  mutating func document(
    _ syntax: DeclarationSyntax, _ comments: [DeclarationComment], reference: String
  ) {
    guard let text = syntax.documentation(comments),
      let place = comments.first(where: \.isDocumentation)
    else { return }
    var statement = MappedSQL(syntax.source, place.span, "comment on \(reference) is ")
    statement.append(("\(literal: text)" as SQL).text)
    add(statement)
  }

  /// The parts of any declaration.
  static func of(_ syntax: DeclarationSyntax) -> ModelParts {
    switch syntax.form.body {
    case .lines: TableReader.read(syntax)
    case .list: EnumReader.read(syntax)
    case .foreign: ForeignReader.read(syntax)
    }
  }
}
