/// A source made ready to run: immutable, and free to travel between threads.
///
/// It belongs to the variables that were known when it was compiled: a program compiled by one
/// interpreter with variables of its own runs only there.
public final class Program: Sendable {
  public let source: Source
  /// What stands at the top level, in order.
  public let outline: [OutlineEntry]
  /// What is suspicious but no error.
  public let warnings: [Diagnostic]

  init(source: Source, outline: [OutlineEntry], warnings: [Diagnostic]) {
    self.source = source
    self.outline = outline
    self.warnings = warnings
  }
}

/// One thing at the top level of a source.
public struct OutlineEntry: Sendable {
  public enum Kind: Sendable {
    case declaration(DeclarationSyntax)
    case foreign(ForeignStatement)
    /// `func name`.
    case function(String)
    /// `let name`, `var name`.
    case variable(String)
    /// `include "path"`.
    case include(String)
    /// Any other statement.
    case statement
  }

  public let kind: Kind
  public let span: Span
}
