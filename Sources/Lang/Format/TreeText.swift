/// A tree as text, without places: two programs with the same text mean the same.
///
/// The formatter proves with it that it changed nothing, and so do the tests.
struct TreeText {
  private(set) var text = ""
  private let source: Source

  init(_ source: Source) { self.source = source }

  private mutating func list(_ head: String, _ body: (inout TreeText) -> Void) {
    text += "(" + head
    body(&self)
    text += ")"
  }

  private mutating func word(_ word: String) { text += " " + word }

  private mutating func quoted(_ value: String) { text += " " + Display.quoted(Value(value)) }

  mutating func write(_ block: Block) {
    list("block") { for statement in block.statements { $0.write(statement) } }
  }

  private mutating func write(_ block: Block?) {
    guard let block else { return word("-") }
    write(block)
  }

  private mutating func write(_ value: Expression?) {
    guard let value else { return word("-") }
    write(value)
  }

  // MARK: Statements

  private mutating func write(_ statement: Statement) {
    switch statement.kind {
    case .variable(let variable, let value):
      list("\(variable.kind) \(variable.name)") { $0.write(value) }
    case .assign(let target, let symbol, let isCoalescing, let value):
      list("assign \(symbol?.symbol ?? "") \(isCoalescing)") {
        $0.write(target)
        $0.write(value)
      }
    case .expression(let value): list("value") { $0.write(value) }
    case .branch(let arms, let otherwise): branch(arms, otherwise)
    case .forEach(let variables, let sequence, let body):
      list("for \(variables.map(\.name))") {
        $0.write(sequence)
        $0.write(body)
      }
    case .whileLoop(let condition, let body):
      list("while") {
        $0.write(condition)
        $0.write(body)
      }
    case .breakLoop: word("break")
    case .continueLoop: word("continue")
    case .function(let variable, let syntax): list("func \(variable.name)") { $0.write(syntax) }
    case .returnValue(let value): list("return") { $0.write(value) }
    case .tryBlock(let body, let caught, let finally):
      list("try") {
        $0.write(body)
        $0.word(caught?.variable?.name ?? "-")
        $0.write(caught?.block)
        $0.write(finally)
      }
    case .fail(let value): list("fail") { $0.write(value) }
    case .assert(let condition, let message):
      list("assert") {
        $0.write(condition)
        $0.write(message)
      }
    case .print(let values): list("print") { for value in values { $0.write(value) } }
    case .include(let include): list("include") { $0.quoted(include.path) }
    case .exit(let value): list("exit") { $0.write(value) }
    case .command(let syntax): write(syntax)
    case .foreign(let syntax): write(syntax)
    case .backslash(let name, let rest):
      list("backslash") {
        $0.quoted(name)
        $0.quoted(rest)
      }
    case .declaration(let syntax, _): write(syntax)
    case .block(let body): write(body)
    case .broken: word("broken")
    }
  }

  private mutating func branch(
    _ arms: [(condition: Expression, block: Block)], _ otherwise: Block?
  ) {
    list("if") {
      for arm in arms {
        $0.write(arm.condition)
        $0.write(arm.block)
      }
      $0.write(otherwise)
    }
  }

  private mutating func write(_ syntax: FunctionSyntax) {
    list("function") {
      for parameter in syntax.parameters {
        $0.word(parameter.variable.name)
        $0.write(parameter.defaultValue)
      }
      switch syntax.body {
      case .block(let body): $0.write(body)
      case .expression(let value): $0.write(value)
      }
    }
  }

  private mutating func write(_ syntax: CommandSyntax) {
    list("command \(syntax.command.signature.title)") {
      for argument in syntax.arguments {
        $0.word(argument.key)
        switch argument.value {
        case .word(let word): $0.quoted(word)
        case .expression(let value): $0.write(value)
        case .block(let body): $0.write(body)
        case .foreign(let inner): $0.write(inner)
        case .flag: $0.word("+")
        }
      }
      $0.write(syntax.enclosed)
    }
  }

  /// Token by token: blanks between them mean nothing.
  private mutating func write(_ syntax: ForeignSyntax) {
    list("foreign") {
      for part in syntax.statement.parts {
        switch part {
        case .raw(let span): $0.foreignTokens(span)
        case .value: $0.word("value")
        case .identifier: $0.word("identifier")
        }
      }
      for hole in syntax.holes { $0.write(hole) }
      if let text = syntax.madeUp { $0.write(text) }
      if let ending = syntax.statement.ending { $0.quoted("\(ending.name) \(ending.rest)") }
      if let data = syntax.statement.data {
        let rows = $0.source[data]
        $0.quoted(rows.hasSuffix("\n") ? String(rows.dropLast()) : rows)
      }
    }
  }

  private mutating func foreignTokens(_ span: Span) {
    for word in tokens(span) { quoted(word) }
  }

  private func tokens(_ span: Span) -> [String] {
    source.bytes.withUnsafeBufferPointer { bytes in
      var lexer = DeclarationLexer(bytes, at: span.start, end: span.end)
      var words: [String] = []
      while true {
        switch lexer.next() {
        case .token(let token): words.append(source[token.span])
        case .comment(let comment, _): words.append(source[comment.span])
        case .brace(let offset): words.append(source[Span(offset, offset + 1)])
        case .end: return words
        case .unterminated: return [source[span]]
        }
      }
    }
  }

  private mutating func write(_ syntax: DeclarationSyntax) {
    list("declaration \(syntax.form.title)") {
      for token in syntax.header { $0.quoted(syntax.text(token)) }
      for item in syntax.items {
        $0.list("item") {
          for token in item.tokens { $0.quoted(syntax.text(token)) }
          for comment in item.leading + item.trailing { $0.quoted(syntax.source[comment.span]) }
        }
      }
      for comment in syntax.leading + syntax.trailing { $0.quoted(syntax.source[comment.span]) }
      if let foreign = syntax.foreign { $0.foreignTokens(foreign.span) }
    }
  }

  // MARK: Expressions

  private mutating func write(_ value: Expression) {
    switch value.kind {
    case .null: word("null")
    case .bool(let truth): word("\(truth)")
    case .int(let number): word("\(number)")
    case .decimal(let digits): word("d\(digits)")
    case .float(let number): word("f\(number)")
    case .text(let text): quoted(text)
    case .interpolated(let pieces):
      list("join") {
        for piece in pieces {
          switch piece {
          case .text(let text): $0.quoted(text)
          case .value(let inner): $0.write(inner)
          }
        }
      }
    case .name(let use): word(use.name)
    case .list(let items): all("list", items)
    case .map(let pairs): all("map", pairs.flatMap { [$0.key, $0.value] })
    case .negate(let inner): all("-", [inner])
    case .not(let inner): all("not", [inner])
    case .parenthesized(let inner): all("()", [inner])
    case .chain(let first, let rest):
      list("chain") {
        $0.write(first)
        for step in rest {
          $0.word(step.symbol.symbol)
          $0.write(step.operand)
        }
      }
    case .compare(let comparison, let left, let right): all(comparison.symbol, [left, right])
    case .logical(let isAnd, let parts): all(isAnd ? "and" : "or", parts)
    case .coalesce(let parts): all("??", parts)
    case .range(let left, let right, let isClosed): all(isClosed ? ".." : "..<", [left, right])
    case .conditional(let condition, let then, let otherwise):
      all("?:", [condition, then, otherwise])
    case .ifElse(let arms, let otherwise): branch(arms, otherwise)
    case .postfix(let base, let steps):
      list("steps") {
        $0.write(base)
        for step in steps { $0.write(step) }
      }
    case .function(let syntax): write(syntax)
    case .command(let syntax): write(syntax)
    case .foreign(let syntax): write(syntax)
    }
  }

  private mutating func all(_ head: String, _ values: [Expression]) {
    list(head) { for value in values { $0.write(value) } }
  }

  private mutating func write(_ step: PostfixStep) {
    switch step {
    case .member(let name, _, let isOptional): word("\(isOptional ? "?" : "").\(name)")
    case .method(let name, _, let arguments, let isOptional):
      list("\(isOptional ? "?" : "").\(name.text)") { $0.write(arguments) }
    case .call(let arguments, _): list("call") { $0.write(arguments) }
    case .index(let index, _): list("index") { $0.write(index) }
    case .slice(let from, let to, let isClosed, _):
      list("slice \(isClosed)") {
        $0.write(from)
        $0.write(to)
      }
    }
  }

  private mutating func write(_ arguments: [CallArgument]) {
    for argument in arguments {
      word(argument.name ?? "_")
      write(argument.value)
    }
  }
}
