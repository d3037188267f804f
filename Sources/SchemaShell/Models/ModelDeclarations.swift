package import Lang

/// The declarations that models are made of, as the language is told about them.
package enum ModelDeclarations {
  package static let all: [any Declaration.Type] = [
    TableDeclaration.self,
    UnloggedTableDeclaration.self,
    ForeignTableDeclaration.self,
    EnumDeclaration.self,
    MaterializedViewDeclaration.self,
    ViewDeclaration.self,
    SchemaDeclaration.self,
    ExtensionDeclaration.self,
    DomainDeclaration.self,
    SequenceDeclaration.self,
    TypeDeclaration.self,
  ]
}

/// A declaration in a script adds to the models of the session.
protocol ModelDeclaration: Declaration {}

extension ModelDeclaration {
  static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value {
    try interpreter.session.declare(call.syntax)
    return .null
  }

  fileprivate static func table(_ words: String, _ summary: String, _ example: String)
    -> DeclarationForm
  {
    DeclarationForm(
      words, .lines, continuations: TableForm.continuations, summary: summary,
      examples: [example])
  }

  fileprivate static func foreign(_ words: String, _ example: String) -> DeclarationForm {
    let summary = ForeignForms.all.first { $0.title == words }?.summary ?? ""
    return DeclarationForm(words, .foreign, summary: summary, examples: [example])
  }
}

private enum TableDeclaration: ModelDeclaration {
  static let form = table(
    "table", "A table with all that belongs to it.", "table author { name text not null }")
}

private enum UnloggedTableDeclaration: ModelDeclaration {
  static let form = table(
    "unlogged table", "A table that is empty after a crash.", "unlogged table cache { key text }")
}

private enum ForeignTableDeclaration: ModelDeclaration {
  static let form = table(
    "foreign table", "A table of another server.", "foreign table far server other { id int }")
}

private enum EnumDeclaration: ModelDeclaration {
  static let form = DeclarationForm(
    "enum", .list, summary: "A type with a list of values.",
    examples: ["enum role { reader, author, editor }"])
}

private enum ViewDeclaration: ModelDeclaration {
  static let form = foreign("view", "view live as select * from post where published;")
}

private enum MaterializedViewDeclaration: ModelDeclaration {
  static let form = foreign(
    "materialized view", "materialized view totals as select sum(amount) from payment;")
}

private enum SchemaDeclaration: ModelDeclaration {
  static let form = foreign("schema", "schema billing;")
}

private enum ExtensionDeclaration: ModelDeclaration {
  static let form = foreign("extension", "extension citext;")
}

private enum DomainDeclaration: ModelDeclaration {
  static let form = foreign("domain", "domain email as text check (value like '%@%');")
}

private enum SequenceDeclaration: ModelDeclaration {
  static let form = foreign("sequence", "sequence invoice_number start with 1000;")
}

private enum TypeDeclaration: ModelDeclaration {
  static let form = foreign("type", "type address as (street text, city text);")
}
