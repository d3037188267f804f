/// An expression as it was written.
///
/// Chains of equal operators and of `.member` steps are lists, not towers: a line with a hundred
/// thousand of them must not make the tree, and whoever walks it, a hundred thousand deep.
struct Expression {
  var kind: Kind
  var span: Span

  /// Only what holds an expression itself lies in a box of its own: most are names and numbers.
  enum Kind {
    case null
    case bool(Bool)
    case int(Int)
    case decimal(String)
    case float(Double)
    case text(String)
    case interpolated([TextPiece])
    case name(NameUse)
    case list([Expression])
    case map([(key: Expression, value: Expression)])
    indirect case negate(Expression)
    indirect case not(Expression)
    /// Left to right: `a + b - c`.
    indirect case chain(Expression, [(symbol: Operator, span: Span, operand: Expression)])
    indirect case compare(Comparison, Expression, Expression)
    case logical(isAnd: Bool, [Expression])
    case coalesce([Expression])
    indirect case range(Expression, Expression, isClosed: Bool)
    indirect case conditional(Expression, then: Expression, otherwise: Expression)
    indirect case ifElse(arms: [(condition: Expression, block: Block)], otherwise: Block)
    indirect case postfix(Expression, [PostfixStep])
    case function(FunctionSyntax)
    case command(CommandSyntax)
    case foreign(ForeignSyntax)
    /// `(expr)`, kept for the formatter.
    indirect case parenthesized(Expression)
  }
}

enum TextPiece {
  case text(String)
  case value(Expression)
}

enum Operator: UInt8 {
  case add, subtract, multiply, divide, remainder

  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    }
  }
}

enum Comparison: UInt8 {
  case equal, notEqual, less, lessEqual, greater, greaterEqual, isIn, isNotIn

  var symbol: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessEqual: "<="
    case .greater: ">"
    case .greaterEqual: ">="
    case .isIn: "in"
    case .isNotIn: "not in"
    }
  }
}

/// What may follow a value: `.name`, `.name(…)`, `(…)`, `[…]`.
enum PostfixStep {
  case member(String, Span, isOptional: Bool)
  case method(MethodName, Span, [CallArgument], isOptional: Bool)
  case call([CallArgument], Span)
  case index(Expression, Span)
  indirect case slice(from: Expression?, to: Expression?, isClosed: Bool, Span)

  var span: Span {
    switch self {
    case .member(_, let span, _), .method(_, let span, _, _), .call(_, let span),
      .index(_, let span), .slice(_, _, _, let span):
      span
    }
  }
}

/// What a method is called, and its number among the words.
struct MethodName {
  let text: String
  let word: Int
}

struct CallArgument {
  var name: String?
  var nameSpan: Span?
  var value: Expression
}

/// A name where it is used; the resolver says what it stands for.
final class NameUse {
  let name: String
  /// Its number among the words.
  let word: Int
  let span: Span
  @exclusivity(unchecked) var binding = Binding.unresolved

  enum Binding {
    case unresolved
    case variable(Variable)
    case builtin(Int)
    case host(Int)
    case arguments
  }

  init(_ name: String, word: Int, _ span: Span) {
    self.name = name
    self.word = word
    self.span = span
  }
}

/// A variable where it is declared.
final class Variable {
  enum Kind { case constant, variable, parameter, loop, function, caught }

  let name: String
  /// Its number among the words.
  let word: Int
  let span: Span
  let kind: Kind
  /// A closure uses it, so it lives in a cell.
  @exclusivity(unchecked) var isCaptured = false
  @exclusivity(unchecked) var isUsed = false
  /// The place among the globals; nil for locals.
  @exclusivity(unchecked) var global: Int?
  /// The register while its function is compiled.
  @exclusivity(unchecked) var register = 0
  /// Which function declares it: 0 is the top level.
  @exclusivity(unchecked) var level = 0
  /// How many blocks are around its own; -1 for variables of earlier programs.
  @exclusivity(unchecked) var depth = -1

  init(_ name: String, word: Int, _ span: Span, _ kind: Kind) {
    self.name = name
    self.word = word
    self.span = span
    self.kind = kind
  }

  var isConstant: Bool { kind == .constant || kind == .function || kind == .loop }
}

/// A function's parameters and body.
final class FunctionSyntax {
  enum Body {
    case block(Block)
    case expression(Expression)
  }

  struct Parameter {
    var variable: Variable
    var defaultValue: Expression?
  }

  let name: String?
  let parameters: [Parameter]
  let body: Body
  let span: Span
  /// Variables of enclosing functions that it uses, found by the resolver.
  @exclusivity(unchecked) var captures: [Variable] = []

  init(name: String?, parameters: [Parameter], body: Body, span: Span) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.span = span
  }
}
