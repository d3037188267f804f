import Engine
import Lang
import Postgres

/// `was NAME` in a model's text.
struct OldName {
  /// As it is written: its schema may be said.
  let names: [String]
  let span: Span

  var name: String { names.last ?? "" }
}

extension DeclaredTokens {
  /// `was NAME` from `index` on, and how many tokens it is.
  func oldName(at index: Int) -> (old: OldName, length: Int)? {
    guard word(index) == "was", let name = qualifiedName(at: index + 1) else { return nil }
    let length = 1 + name.length
    return (OldName(names: name.names, span: span(index..<index + length)), length)
  }
}

/// What a declaration stands for: SQL, and names that objects had before.
struct ModelParts {
  var statements: [MappedSQL] = []
  private(set) var renames: [(rename: Rename, place: Location)] = []
  /// What is wrong with it before PostgreSQL has even seen it.
  var diagnostics: [Diagnostic] = []

  mutating func add(_ statement: MappedSQL) { statements.append(statement) }

  /// Notes `was OLD`.
  mutating func rename(_ id: ObjectID, was old: OldName, in source: Source) {
    guard old.names.count == 1 || old.names.dropLast() == id.names.dropLast() else {
      refuse(
        "`was` names what had another name in the same place", at: old.span, in: source,
        hint: "`was \(quoteIdentifier(old.name))`, when its schema is called otherwise now; "
          + "`alter … set schema` moves it into another")
      return
    }
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
