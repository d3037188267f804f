/// A source made ready to run: immutable, and free to travel between threads.
///
/// It belongs to the variables that were known when it was compiled: a program compiled by an
/// interpreter with variables of its own runs only there.
public final class Program: Sendable {
  public let source: Source
  /// What stands at the top level, in order.
  public let outline: [OutlineEntry]
  /// What is suspicious but no error.
  public let warnings: [Diagnostic]
  let code: FunctionCode
  /// The variables it was compiled against, and those it adds.
  let globals: [GlobalName]
  let firstNewGlobal: Int
  let globalCount: Int

  init(
    source: Source, outline: [OutlineEntry], warnings: [Diagnostic], code: FunctionCode,
    globals: [GlobalName], firstNewGlobal: Int, globalCount: Int
  ) {
    self.source = source
    self.outline = outline
    self.warnings = warnings
    self.code = code
    self.globals = globals
    self.firstNewGlobal = firstNewGlobal
    self.globalCount = globalCount
  }
}

/// A variable of the top level, as later programs of the same interpreter see it.
struct GlobalName: Sendable {
  var name: String
  var number: Int
  var kind: Variable.Kind
  var source: Source
  var span: Span
}

/// One thing at the top level of a source.
public struct OutlineEntry: Sendable {
  public enum Kind: Sendable {
    case declaration(DeclarationSyntax)
    case foreign(ForeignStatement)
    /// A line that starts with a backslash.
    case backslash(name: String, rest: String)
    /// `func name`.
    case function(String)
    /// `let name`, `var name`.
    case variable(String)
    /// `include "path"`.
    case include(String)
    /// A command, by its words.
    case command(String)
    /// Any other statement.
    case statement
  }

  public let kind: Kind
  /// From its first byte to its end: a foreign statement's `;` and the data behind it, too.
  public let span: Span
  /// The statements in a command's block; empty for all else.
  public let block: [OutlineEntry]

  init(_ statement: Statement) {
    span = statement.span
    block = statement.blockStatements.map(OutlineEntry.init)
    switch statement.kind {
    case .declaration(let syntax, _): kind = .declaration(syntax)
    case .foreign(let syntax): kind = .foreign(syntax.statement)
    case .backslash(let name, let rest): kind = .backslash(name: name, rest: rest)
    case .function(let variable, _): kind = .function(variable.name)
    case .variable(let variable, _): kind = .variable(variable.name)
    case .include(let include): kind = .include(include.path)
    case .command(let syntax): kind = .command(syntax.command.signature.title)
    case .assign, .expression, .branch, .forEach, .whileLoop, .breakLoop, .continueLoop,
      .returnValue, .tryBlock, .fail, .assert, .print, .exit, .block, .broken:
      kind = .statement
    }
  }
}

extension Statement {
  fileprivate var blockStatements: [Statement] {
    guard case .command(let syntax) = kind else { return [] }
    if let enclosed = syntax.enclosed { return enclosed.statements }
    for argument in syntax.arguments {
      if case .block(let function) = argument.value, case .block(let block) = function.body {
        return block.statements
      }
    }
    return []
  }
}
