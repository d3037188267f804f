/// A statement as it was written.
struct Statement {
  var kind: Kind
  var span: Span

  indirect enum Kind {
    case variable(Variable, Expression?)
    case assign(target: Expression, Operator?, isCoalescing: Bool, value: Expression)
    case expression(Expression)
    case branch(arms: [(condition: Expression, block: Block)], otherwise: Block?)
    case forEach([Variable], Expression, Block)
    case whileLoop(Expression, Block)
    case breakLoop
    case continueLoop
    case function(Variable, FunctionSyntax)
    case returnValue(Expression?)
    case tryBlock(Block, caught: (variable: Variable?, block: Block)?, finally: Block?)
    case fail(Expression?)
    case assert(Expression, message: Expression?)
    case print([Expression])
    case include(IncludeSyntax)
    case exit(Expression?)
    case command(CommandSyntax)
    case foreign(ForeignSyntax)
    case backslash(name: String, rest: String)
    case declaration(DeclarationSyntax, any Declaration.Type)
    case block(Block)
    /// What the parser could not read.
    case broken
  }
}

/// `{ … }`, or a whole file.
struct Block {
  var statements: [Statement]
  /// With its braces.
  var span: Span
}

/// `include "path"`; the file behind it is read while compiling.
final class IncludeSyntax {
  let path: String
  let pathSpan: Span
  /// Nil until it is read, and when it was included before.
  var file: ParsedFile?

  init(path: String, pathSpan: Span) {
    self.path = path
    self.pathSpan = pathSpan
  }
}

/// A source and the tree that was made from it.
final class ParsedFile {
  let source: Source
  var block: Block

  init(source: Source, block: Block) {
    self.source = source
    self.block = block
  }
}

/// A host's command with the expressions of its arguments.
final class CommandSyntax {
  struct Argument {
    var key: String
    var value: Value
    var isBare: Bool
    var span: Span
  }

  enum Value {
    case word(String)
    case expression(Expression)
    case block(FunctionSyntax)
    case foreign(ForeignSyntax)
    /// It was said; that is all.
    case flag
  }

  let command: any Command.Type
  let arguments: [Argument]
  let span: Span
  /// The block of a command that runs it in place.
  let enclosed: Block?

  init(
    command: any Command.Type, arguments: [Argument], span: Span, enclosed: Block?
  ) {
    self.command = command
    self.arguments = arguments
    self.span = span
    self.enclosed = enclosed
  }
}

/// A foreign statement with the expressions of its holes.
final class ForeignSyntax {
  let statement: ForeignStatement
  /// One for each hole, in order.
  let holes: [Expression]
  /// `sql (text)`: the text.
  let madeUp: Expression?

  init(statement: ForeignStatement, holes: [Expression], madeUp: Expression? = nil) {
    self.statement = statement
    self.holes = holes
    self.madeUp = madeUp
  }
}
