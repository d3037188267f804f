import Engine
import Lang
import Postgres

/// One migration's file, read: what the engine runs, and how each statement of it is run.
///
/// A block's statements run one by one, as lines typed at a prompt would: what one defines the next
/// ones know. So each can be shown, stepped over and resumed at by itself.
final class MigrationScript {
  let source: Source
  let migration: Migration
  private let outline: MigrationOutline
  /// Made when the first statement runs; it holds the variables.
  private var interpreter: Interpreter?
  /// The blocks whose functions are known.
  private var prepared: Set<Int> = []

  init(file: MigrationFile, source: Source, _ program: Program) throws {
    self.source = source
    outline = try MigrationOutline(program)
    migration = Migration(file: file, blocks: outline.blocks, source: source.text)
  }

  /// The same file with another text for one statement. What ran already is remembered.
  func mended(
    _ statement: MigrationStatement, _ text: String, for caller: Interpreter
  ) throws -> MigrationScript {
    let entry = outline.entries[statement.number].entry
    var span = entry.span
    var text = text
    if case .foreign(let foreign) = entry.kind {
      span = foreign.span
      // The semicolon behind it stays.
      while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
    }
    let old = source.bytes
    let bytes = Array(old[..<span.start]) + Array(text.utf8) + Array(old[span.end...])
    let source = Source(name: source.name, bytes: bytes, kind: .script)
    let program = try MigrationScript.reader(for: caller).compile(source)
    let mended = try MigrationScript(file: migration.file, source: source, program)
    mended.interpreter = interpreter
    return mended
  }

  /// Runs a statement on the session's current connection.
  func perform(_ statement: MigrationStatement, for caller: Interpreter) throws {
    let interpreter = try prepared(statement, caller)
    let entry = outline.entries[statement.number].entry
    // Functions are known from the block's beginning.
    if case .function = entry.kind { return }
    try run(entry, interpreter)
  }

  private func prepared(
    _ statement: MigrationStatement, _ caller: Interpreter
  ) throws -> Interpreter {
    let interpreter = interpreter ?? MigrationScript.makeInterpreter(for: caller)
    if self.interpreter == nil {
      self.interpreter = interpreter
      for entry in outline.prelude { try run(entry, interpreter) }
    }
    let block = outline.entries[statement.number].block
    guard prepared.insert(block).inserted else { return interpreter }
    for (entry, owner) in outline.entries where owner == block {
      if case .function = entry.kind { try run(entry, interpreter) }
    }
    return interpreter
  }

  private func run(_ entry: OutlineEntry, _ interpreter: Interpreter) throws {
    try interpreter.run(try interpreter.compile(source, part: entry.span))
  }

  /// What understands migrations' files, and may read what the caller may.
  static func reader(for caller: Interpreter) -> Interpreter {
    let reader = Interpreter(MigrationLanguage.vocabulary)
    reader.files = caller.files
    reader.capabilities = caller.capabilities
    return reader
  }

  /// The migration's own variables, the caller's everything else.
  static func makeInterpreter(
    for caller: Interpreter, _ vocabulary: Vocabulary = MigrationLanguage.vocabulary
  ) -> Interpreter {
    let interpreter = Interpreter(
      vocabulary, limits: caller.limits, capabilities: caller.capabilities,
      cancellation: caller.cancellation)
    interpreter.host = caller.host
    interpreter.output = caller.output
    interpreter.files = caller.files
    interpreter.environment = caller.environment
    return interpreter
  }
}

/// The blocks of a file and their statements, numbered.
struct MigrationOutline {
  /// What stands outside of blocks: functions and constants that they share.
  private(set) var prelude: [OutlineEntry] = []
  /// Every statement, by its number, with the number of its block.
  private(set) var entries: [(entry: OutlineEntry, block: Int)] = []
  private(set) var blocks: [MigrationBlock] = []
  private let source: Source

  init(_ program: Program) throws {
    source = program.source
    var diagnostics: [Diagnostic] = []
    var found: [OutlineEntry] = []
    for entry in program.outline {
      switch entry.kind {
      case .function, .variable, .include: prelude.append(entry)
      case .command: found.append(entry)
      case .declaration, .foreign, .backslash, .statement:
        diagnostics.append(
          Diagnostic(
            .error, "this stands in no block", at: Location(source, entry.span),
            hint: "put it into `upgrade { … }`"))
      }
    }
    let shared = MigrationTokens.digest(prelude.map { source[$0.span] })
    for entry in found {
      do {
        try add(entry, shared: shared)
      } catch let failure as ScriptFailure {
        diagnostics += failure.diagnostics
      }
    }
    if blocks.isEmpty, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          .error, "\(source.name) holds no block", hint: "a migration is `upgrade { … }`"))
    }
    guard diagnostics.isEmpty else { throw ScriptFailure(.syntax, diagnostics) }
    settleWayBack()
  }

  /// A downgrade that holds what no transaction takes could only fail in one, so it need not say
  /// that it runs without. An upgrade must: whoever runs it counts on getting all of it or nothing.
  private mutating func settleWayBack() {
    blocks = blocks.map { block in
      guard block.sort == .downgrade, block.isTransactional,
        !block.statements.allSatisfy(\.looksTransactional)
      else { return block }
      return MigrationBlock(
        sort: block.sort, isTransactional: false, statements: block.statements)
    }
  }

  private mutating func add(_ entry: OutlineEntry, shared: String) throws {
    guard case .command(let title) = entry.kind else { return }
    let number = blocks.count
    let statements = try entry.block.map { inner -> MigrationStatement in
      entries.append((inner, number))
      return try statement(inner, shared: shared, number: entries.count - 1)
    }
    let sort = MigrationBlock.Sort(rawValue: String(title.prefix { $0 != " " })) ?? .upgrade
    blocks.append(
      MigrationBlock(
        sort: sort, isTransactional: !title.hasSuffix("without transaction"),
        statements: statements))
  }

  private func statement(
    _ entry: OutlineEntry, shared: String, number: Int
  ) throws -> MigrationStatement {
    let location = Location(source, entry.span)
    var text = source[entry.span]
    let sort: MigrationStatement.Sort
    let digest: String
    switch entry.kind {
    case .foreign(let statement):
      text = source[statement.span]
      sort = .sql
      let data = statement.data.map { source[$0] } ?? ""
      let known = statement.parts.count > 1 ? shared : ""
      digest = MigrationTokens.digest(sql: text, and: [data, known])
    case .function, .include, .variable:
      sort = isRepeatable(entry.kind, text) ? .definition : .script
      digest = MigrationTokens.digest([text, shared])
    case .statement:
      sort = .script
      digest = MigrationTokens.digest([text, shared])
    case .command(let title):
      throw ScriptFailure("`\(title)` cannot stand within a block", at: location)
    case .declaration:
      throw ScriptFailure("a declaration belongs into a model", at: location)
    case .backslash:
      throw ScriptFailure("psql's commands have no place in a migration", at: location)
    }
    return MigrationStatement(
      sort, text: text, place: location.description, digest: digest, number: number)
  }

  /// Whether it may run once more when the migration is resumed: a variable that is filled by
  /// something that changes rows may not.
  private func isRepeatable(_ kind: OutlineEntry.Kind, _ text: String) -> Bool {
    guard case .variable = kind else { return true }
    let changing: Set<String> = [
      "insert", "update", "delete", "merge", "create", "alter", "drop", "call", "copy", "truncate",
    ]
    let tokens = SQLTokens(text)
    return !tokens.tokens.indices.contains { changing.contains(tokens.word($0) ?? "") }
  }
}
