/// From text to a program: parse, read included files, resolve names, make code.
///
/// It holds what one compilation needs and is thrown away afterwards.
struct Frontend {
  let index: VocabularyIndex
  /// The variables of earlier programs of the same interpreter.
  var globals: [String: GlobalName] = [:]
  var globalCount = 0
  /// Reads a file that is included; nil when nothing may be included.
  var load: ((_ path: String, _ from: Source) throws -> Source)?
  /// The one name of a file that may be called by many.
  var canonical: (String) -> String = { $0 }
  var echoes = false
  /// Whoever looks at the tree afterwards says so; else it is given back piece by piece.
  var keepsTree = false
  /// Options of the process's command line: further arguments of the first command.
  var extraArguments: [(key: String, value: String?)] = []

  struct Result {
    var program: Program?
    var diagnostics: [Diagnostic] = []
    var warnings: [Diagnostic] = []
    var file: ParsedFile?
    var waitsFor: String?
  }

  func compile(_ source: Source, part: Span? = nil, isPartial: Bool = false) -> Result {
    var result = Result()
    var included: [String] = [canonical(source.name)]
    let words = Words(index)
    let file = parse(
      source, part: part, isPartial: isPartial, words, &result, &included, [])
    result.file = file
    guard result.waitsFor == nil else { return result }
    let known = globals.mapValues { global in
      let variable = Variable(
        global.name, word: words.number(of: global.name), global.span, global.kind)
      variable.global = global.number
      variable.isUsed = true
      return variable
    }
    let resolver = Resolver(
      source: source, words: words, globals: known, globalCount: globalCount)
    resolver.resolve(file.block)
    result.diagnostics += resolver.diagnostics
    result.warnings = resolver.warnings.sorted(by: precedes)
    guard result.diagnostics.isEmpty else {
      result.diagnostics.sort(by: precedes)
      return result
    }
    let outline = file.block.statements.map(OutlineEntry.init)
    let compiler = Compiler(
      source: source, words: words, name: nil, isMain: true, echoes: echoes)
    let code = compiler.compileMain(
      file, keepsTree: keepsTree, globalCount: resolver.globalCount)
    if let problem = compiler.problem {
      result.diagnostics.append(problem)
      return result
    }
    result.program = Program(
      source: source, outline: outline,
      warnings: result.warnings, code: code,
      globals: resolver.globals.values.compactMap { variable in
        guard let number = variable.global else { return nil }
        return GlobalName(
          name: variable.name, number: number, kind: variable.kind, source: source,
          span: variable.span)
      },
      firstNewGlobal: globalCount, globalCount: resolver.globalCount)
    return result
  }

  private func addExtraArguments(to block: inout Block) {
    guard !extraArguments.isEmpty, let first = block.statements.first,
      case .command(let syntax) = first.kind
    else { return }
    let extra = extraArguments.map { key, value in
      CommandSyntax.Argument(
        key: key, value: value.map { .word($0) } ?? .flag, isBare: true, span: syntax.span)
    }
    block.statements[0].kind = .command(
      CommandSyntax(
        command: syntax.command, arguments: syntax.arguments + extra, span: syntax.span,
        enclosed: syntax.enclosed))
  }

  private func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    let (a, b) = (left.location?.span.start ?? 0, right.location?.span.start ?? 0)
    return a == b ? left.message < right.message : a < b
  }

  /// Parses a file and all that it includes. Each file is included once; a circle is an error.
  private func parse(
    _ source: Source, part: Span?, isPartial: Bool, _ words: Words, _ result: inout Result,
    _ included: inout [String],
    _ chain: [String]
  ) -> ParsedFile {
    var (block, diagnostics, waitsFor) = source.bytes.withUnsafeBufferPointer { all in
      // Offsets stay those of the whole source, so that places in messages are right.
      let end = part.map { source.clipped($0).upperBound } ?? all.count
      let bytes = UnsafeBufferPointer(rebasing: all[..<end])
      let parser = Parser(
        source, bytes, words: words, names: Array(globals.keys), isPartial: isPartial)
      let block = part.map { parser.parsePart(from: $0.start) } ?? parser.parseFile()
      return (block, parser.diagnostics, parser.waitsFor)
    }
    addExtraArguments(to: &block)
    result.diagnostics += diagnostics
    if isPartial { result.waitsFor = waitsFor }
    for statement in block.statements {
      guard case .include(let include) = statement.kind else { continue }
      do {
        guard let load else { throw ScriptFailure("files cannot be included here") }
        let file = try load(include.path, source)
        let chain = chain + [canonical(source.name)]
        if chain.contains(file.name) {
          let circle = (chain + [file.name]).joined(separator: " → ")
          throw ScriptFailure("this file includes itself: \(circle)")
        }
        guard chain.count < 50 else { throw ScriptFailure("files include each other too deep") }
        if included.contains(file.name) { continue }
        included.append(file.name)
        include.file = parse(
          file, part: nil, isPartial: false, words, &result, &included, chain)
      } catch {
        let failure = error as? ScriptFailure
        result.diagnostics.append(
          Diagnostic(
            .error, failure?.message ?? "\(error)", at: Location(source, include.pathSpan),
            hint: failure?.diagnostics.first?.hint))
      }
    }
    return ParsedFile(source: source, block: block)
  }
}
