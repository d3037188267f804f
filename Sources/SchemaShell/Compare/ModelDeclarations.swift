import Lang

/// Declarations (`table author { … }`) as the SQL they stand for.
enum ModelDeclarations {
  static func statements(of syntax: DeclarationSyntax) throws -> [String] {
    throw ScriptFailure(
      "`\(syntax.form.title)` cannot be loaded", at: Location(syntax.source, syntax.span))
  }
}
