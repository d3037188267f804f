/// What an editor wants to know about a text: what is wrong with it, what is in it, and what stands
/// at a place.
///
/// It is made without running anything, also from a text with mistakes.
public struct Analysis {
  /// All that is wrong or suspicious, in the order of the text.
  public let diagnostics: [Diagnostic]
  /// What is declared at the top level, with what is declared in it.
  public let symbols: [Symbol]
  /// The declarations of this text, wherever they stand in it.
  public private(set) var declarations: [DeclarationSyntax] = []
  /// Where statements of the foreign language stand in this text.
  public private(set) var foreignSpans: [Span] = []
  let source: Source
  let index: VocabularyIndex
  private var names: [NameUse] = []
  private var members: [(name: String, span: Span)] = []
  private var commands: [CommandSyntax] = []
  private var includes: [IncludeSyntax] = []
  /// Where each variable is declared, and the block that it is known in.
  private var declared: [ObjectIdentifier: (source: Source, block: Span)] = [:]
  private var variables: [Variable] = []
  private var functions: [ObjectIdentifier: FunctionSyntax] = [:]

  /// Something that the text declares.
  public struct Symbol: Sendable {
    public enum Kind: Sendable { case function, variable, declaration, command, include }
    public let name: String
    public let kind: Kind
    /// All of it.
    public let span: Span
    /// Its name.
    public let nameSpan: Span
    public let children: [Symbol]
  }

  /// What is known about the thing at a place.
  public struct Hover: Sendable, Equatable {
    /// How it is written: `func slug(name)`, `diff [FROM] [to TO]`.
    public let title: String
    public let text: String
    public let span: Span

    public init(title: String, text: String, span: Span) {
      self.title = title
      self.text = text
      self.span = span
    }
  }

  init(_ source: Source, _ frontend: Frontend) {
    self.source = source
    index = frontend.index
    var frontend = frontend
    frontend.keepsTree = true
    let result = frontend.compile(source)
    diagnostics = result.diagnostics + result.warnings
    let file =
      result.file ?? ParsedFile(source: source, block: Block(statements: [], span: Span(0, 0)))
    symbols = SymbolList(source).symbols(file.block)
    collect(file)
  }

  private mutating func collect(_ file: ParsedFile) {
    let found = Found(file.source)
    SyntaxWalk(
      statement: found.statement, expression: found.expression, function: found.function,
      command: found.command, foreign: found.foreign, block: found.block
    ).walk(file.block)
    for (variable, block) in found.variables {
      declared[ObjectIdentifier(variable)] = (file.source, block)
      variables.append(variable)
    }
    functions.merge(found.functions) { first, _ in first }
    if file.source === source {
      names = found.names
      members = found.members
      commands = found.commands
      includes = found.includes
      declarations = found.declarations
      foreignSpans = found.foreignSpans
    }
    for include in found.includes { if let inner = include.file { collect(inner) } }
  }

  // MARK: Questions

  /// Where the thing at an offset is declared; nil for what is not declared in any text.
  public func definition(at offset: Int) -> Location? {
    if let include = includes.first(where: { touches($0.pathSpan, offset) }) {
      return include.file.map { Location($0.source, Span(0, 0)) }
    }
    guard let variable = variable(at: offset),
      let place = declared[ObjectIdentifier(variable)]
    else { return nil }
    return Location(place.source, variable.span)
  }

  /// Every place in this text that means the same variable as the one at an offset.
  public func uses(at offset: Int) -> [Span] {
    guard let variable = variable(at: offset) else { return [] }
    var spans = names.filter { use in
      if case .variable(let other) = use.binding { other === variable } else { false }
    }.map(\.span)
    if declared[ObjectIdentifier(variable)]?.source === source { spans.append(variable.span) }
    return spans.sorted { $0.start < $1.start }
  }

  private func variable(at offset: Int) -> Variable? {
    if let use = names.first(where: { touches($0.span, offset) }) {
      if case .variable(let variable) = use.binding { return variable }
      return nil
    }
    return variables.first {
      touches($0.span, offset) && declared[ObjectIdentifier($0)]?.source === source
    }
  }

  /// What is known about the thing at an offset.
  public func hover(at offset: Int) -> Hover? {
    if let use = names.first(where: { touches($0.span, offset) }) { return hover(use) }
    if let member = members.first(where: { touches($0.span, offset) }) {
      return hover(member: member.name, member.span)
    }
    if let variable = variable(at: offset) { return hover(variable, variable.span) }
    for command in commands where touches(command.span, offset) {
      let signature = command.command.signature
      guard offset <= command.span.start + signature.title.utf8.count else { continue }
      let span = Span(command.span.start, command.span.start + signature.title.utf8.count)
      let text =
        signature.summary + (signature.discussion.isEmpty ? "" : "\n\n\(signature.discussion)")
      return Hover(title: signature.usage, text: text, span: span)
    }
    return nil
  }

  private func hover(_ use: NameUse) -> Hover? {
    switch use.binding {
    case .variable(let variable): return hover(variable, use.span)
    case .builtin(let number):
      let function = BuiltinFunctions.all[number]
      return Hover(title: function.usage, text: function.summary, span: use.span)
    case .host(let number):
      let function = index.vocabulary.functions[number]
      let list = function.parameters.map { $0.isRequired ? $0.name : "[\($0.name)]" }
      return Hover(
        title: "\(function.name)(\(list.joined(separator: ", ")))", text: function.summary,
        span: use.span)
    case .arguments:
      return Hover(title: "args", text: "What the script was started with, a list.", span: use.span)
    case .unresolved: return nil
    }
  }

  private func hover(_ variable: Variable, _ span: Span) -> Hover {
    let place = declared[ObjectIdentifier(variable)]
    let comment = place.map { Analysis.comment(above: variable.span.start, in: $0.source) } ?? ""
    let title: String
    switch variable.kind {
    case .constant: title = "let \(variable.name)"
    case .variable: title = "var \(variable.name)"
    case .parameter: title = "\(variable.name), a parameter"
    case .loop: title = "\(variable.name), a loop's variable"
    case .caught: title = "\(variable.name), the error that was caught"
    case .function:
      let list = functions[ObjectIdentifier(variable)]?.parameters.map { parameter in
        parameter.defaultValue == nil ? parameter.variable.name : "[\(parameter.variable.name)]"
      }
      title = "func \(variable.name)(\((list ?? []).joined(separator: ", ")))"
    }
    return Hover(title: title, text: comment, span: span)
  }

  private func hover(member name: String, _ span: Span) -> Hover? {
    guard let number = BuiltinMethods.index[name] else { return nil }
    var seen: Set<String> = []
    let methods = BuiltinMethods.families[number].table.compactMap { $0 }
      .filter { seen.insert($0.summary).inserted }
    guard let first = methods.first else { return nil }
    return Hover(
      title: first.usage, text: methods.map(\.summary).joined(separator: "\n\n"), span: span)
  }

  /// The variables that can be named at an offset, with a few words about each.
  func visible(at offset: Int) -> [(name: String, detail: String)] {
    variables.filter { variable in
      guard let place = declared[ObjectIdentifier(variable)] else { return false }
      if place.source !== source { return variable.global != nil }
      return place.block.start <= offset && offset <= place.block.end
        && (variable.kind == .function || variable.span.end < offset)
    }.map { ($0.name, "\($0.kind)") }
  }

  private func touches(_ span: Span, _ offset: Int) -> Bool {
    span.start <= offset && offset <= span.end
  }

  /// The comment on the lines right above a place.
  private static func comment(above offset: Int, in source: Source) -> String {
    var line = source.position(at: offset).line - 1
    var lines: [String] = []
    while line > 0 {
      let start = source.offset(of: Position(line: line, column: 1))
      let end = source.offset(of: Position(line: line + 1, column: 1))
      let text = source[Span(start, end)].drop { $0 == " " || $0 == "\t" }
      guard let mark = ["///", "#", "--"].first(where: text.hasPrefix), !text.hasPrefix("#!") else {
        break
      }
      let words = text.dropFirst(mark.count).drop { $0 == " " }
      lines.append(String(words).replacing("\n", with: ""))
      line -= 1
    }
    return lines.reversed().joined(separator: "\n")
  }
}

/// What a walk through a file finds.
private final class Found {
  let source: Source
  var names: [NameUse] = []
  var members: [(name: String, span: Span)] = []
  var commands: [CommandSyntax] = []
  var includes: [IncludeSyntax] = []
  var variables: [(Variable, Span)] = []
  var functions: [ObjectIdentifier: FunctionSyntax] = [:]
  var declarations: [DeclarationSyntax] = []
  var foreignSpans: [Span] = []
  private var blocks: [Span] = []

  init(_ source: Source) { self.source = source }

  func block(_ block: Block) { blocks.append(block.span) }

  /// Blocks are met before what is in them, so the last that holds a place is the innermost.
  private func declare(_ variable: Variable, within span: Span? = nil) {
    let block = blocks.last { $0.start <= variable.span.start && variable.span.end <= $0.end }
    variables.append((variable, span ?? block ?? Span(0, source.bytes.count)))
  }

  func statement(_ statement: Statement) {
    switch statement.kind {
    case .variable(let variable, _): declare(variable)
    case .function(let variable, let syntax):
      declare(variable)
      functions[ObjectIdentifier(variable)] = syntax
    case .forEach(let variables, _, let body):
      for variable in variables { declare(variable, within: body.span) }
    case .tryBlock(_, let caught, _):
      if let caught, let variable = caught.variable { declare(variable, within: caught.block.span) }
    case .include(let include): includes.append(include)
    case .declaration(let syntax, _): declarations.append(syntax)
    default: break
    }
  }

  func function(_ syntax: FunctionSyntax) {
    for parameter in syntax.parameters { declare(parameter.variable, within: syntax.span) }
  }

  func command(_ syntax: CommandSyntax) { commands.append(syntax) }

  func foreign(_ syntax: ForeignSyntax) { foreignSpans.append(syntax.statement.span) }

  func expression(_ value: Expression) {
    switch value.kind {
    case .name(let use): names.append(use)
    case .postfix(_, let steps):
      for step in steps {
        switch step {
        case .member(let name, let span, _): members.append((name, span))
        case .method(let name, let span, _, _): members.append((name.text, span))
        case .call, .index, .slice: break
        }
      }
    default: break
    }
  }
}

/// The outline of a file.
private struct SymbolList {
  let source: Source

  init(_ source: Source) { self.source = source }

  func symbols(_ block: Block) -> [Analysis.Symbol] { block.statements.flatMap(symbols) }

  private func symbols(_ statement: Statement) -> [Analysis.Symbol] {
    func symbol(
      _ name: String, _ kind: Analysis.Symbol.Kind, _ nameSpan: Span,
      _ children: [Analysis.Symbol] = []
    ) -> [Analysis.Symbol] {
      [
        Analysis.Symbol(
          name: name, kind: kind, span: statement.span, nameSpan: nameSpan, children: children)
      ]
    }
    switch statement.kind {
    case .variable(let variable, _): return symbol(variable.name, .variable, variable.span)
    case .function(let variable, let syntax):
      var inner: [Analysis.Symbol] = []
      if case .block(let body) = syntax.body {
        inner = symbols(body).filter { $0.kind == .function }
      }
      return symbol(variable.name, .function, variable.span, inner)
    case .include(let include): return symbol(include.path, .include, include.pathSpan)
    case .declaration(let syntax, _):
      let name = syntax.header.first.map { source[$0.span] } ?? ""
      let span = syntax.header.first?.span ?? syntax.keyword
      return symbol("\(syntax.form.title) \(name)", .declaration, span)
    case .command(let syntax):
      let title = syntax.command.signature.title
      guard let block = syntax.enclosed ?? blockArgument(syntax) else { return [] }
      let span = Span(syntax.span.start, syntax.span.start + title.utf8.count)
      return symbol(title, .command, span, symbols(block))
    default: return []
    }
  }

  private func blockArgument(_ syntax: CommandSyntax) -> Block? {
    for argument in syntax.arguments {
      if case .block(let function) = argument.value, case .block(let block) = function.body {
        return block
      }
    }
    return nil
  }
}
