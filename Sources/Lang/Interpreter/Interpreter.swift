/// Runs programs: one session with its variables, its limits and its rights.
///
/// It belongs to one thread or actor at a time; many of them live side by side. It prints nothing
/// and touches nothing but through what its host hands it.
///
/// ```swift
/// let interpreter = Interpreter(Vocabulary(commands: [Notify.self]))
/// interpreter.output = { print($0) }
/// try interpreter.run(Source(name: "hello.schema", text: "print 1 + 1"))
/// ```
public final class Interpreter {
  public let vocabulary: Vocabulary
  public var limits: Limits
  public var capabilities: Capabilities
  /// Gets every line that `print` writes, without its line end.
  public var output: (String) -> Void = { _ in }
  /// Gets the value of an expression that stands alone at the top level; nil ignores it.
  /// A prompt sets it, a script does not.
  public var echo: ((Value) -> Void)?
  /// What the host's commands work on.
  public var host: AnyObject?
  /// An object of the program around the host: where a shell is embedded, its own commands find
  /// here what they work on, for `host` is the shell's.
  public weak var owner: AnyObject?
  /// The script's `args`.
  public var arguments: [String] = []
  /// Reads a file for `include` and `read`; asked only for what the capabilities allow.
  public var files: any FileAccess = NoFiles()
  /// Answers `env("NAME")`; asked only for what the capabilities allow.
  public var environment: (String) -> String? = { _ in nil }
  /// The names completion offers for arguments of a kind: `("table", "au")` gives `["author"]`.
  public var names: (_ kind: String, _ prefix: String) -> [String] = { _, _ in [] }
  /// Stops a run from any thread.
  public let cancellation: Cancellation

  let index: VocabularyIndex
  private(set) lazy var machine = Machine(self)
  private var globals: [String: GlobalName] = [:]
  /// Asynchronous commands may stop the machine: somebody waits for them.
  private(set) var mayWait = false

  /// - Parameter cancellation: that of another interpreter, where one that works for it shall stop
  ///   together with it.
  public init(
    _ vocabulary: Vocabulary = Vocabulary(), limits: Limits = .none,
    capabilities: Capabilities = [], cancellation: Cancellation = Cancellation()
  ) {
    self.vocabulary = vocabulary
    self.limits = limits
    self.capabilities = capabilities
    self.cancellation = cancellation
    index = VocabularyIndex(vocabulary)
  }

  // MARK: Compiling

  /// Makes a source ready to run. All its mistakes come in one failure.
  public func compile(_ source: Source) throws -> Program {
    let result = frontend.compile(source)
    guard let program = result.program else {
      throw ScriptFailure(.syntax, result.diagnostics)
    }
    return program
  }

  /// Several texts that run one after another: each sees what those before it declare, and all are
  /// understood before the first runs.
  package func compile(_ sources: [Source]) throws -> [Program] {
    var frontend = frontend
    return try sources.map { source in
      let result = frontend.compile(source)
      guard let program = result.program else { throw ScriptFailure(.syntax, result.diagnostics) }
      for global in program.globals { frontend.globals[global.name] = global }
      frontend.globalCount = program.globalCount
      return program
    }
  }

  /// Makes one statement of a source ready to run, as if it stood alone at the top level: what a
  /// host does that runs a block's statements one by one. The span is an ``OutlineEntry``'s.
  public func compile(_ source: Source, part: Span) throws -> Program {
    let result = frontend.compile(source, part: part)
    guard let program = result.program else {
      throw ScriptFailure(.syntax, result.diagnostics)
    }
    return program
  }

  /// All that is wrong or suspicious with a source, without running it.
  public func check(_ source: Source) -> [Diagnostic] {
    let result = frontend.compile(source)
    return result.diagnostics + result.warnings
  }

  /// What a prompt needs to know about the text typed so far.
  public func parse(partial source: Source) -> PartialResult {
    let result = frontend.compile(source, isPartial: true)
    if let waitsFor = result.waitsFor { return .incomplete(waitsFor: waitsFor) }
    return result.diagnostics.isEmpty ? .complete : .invalid(result.diagnostics)
  }

  /// The text as it should look; a failure says what cannot be parsed in it.
  public func format(_ source: Source) throws -> String {
    try Formatter.format(source, index)
  }

  var frontend: Frontend {
    var frontend = Frontend(index: index)
    frontend.globals = globals
    frontend.globalCount = machine.globalCount
    frontend.echoes = echo != nil
    frontend.load = { [unowned self] path, source in try load(path, from: source) }
    frontend.canonical = { [unowned self] in files.canonical($0) }
    return frontend
  }

  /// Reads a file to include; its path is relative to the file that includes it.
  private func load(_ path: String, from source: Source) throws -> Source {
    let full = files.canonical(Paths.resolve(path, against: source.name))
    guard mayRead(full) else { throw ScriptFailure("this script may not read \(path)") }
    return Source(name: full, bytes: try files.read(full))
  }

  // MARK: Running

  /// Runs a program and returns the value of its last statement.
  @discardableResult
  public func run(_ program: Program) throws -> Value {
    let outcome = try started { try machine.start(try link(program)) }
    guard case .finished(let value) = outcome else { return .null }
    return value
  }

  @discardableResult
  public func run(_ source: Source) throws -> Value { try run(compile(source)) }

  /// Runs a program in which asynchronous commands may stand.
  @discardableResult
  public func runAsync(
    _ program: Program, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Value {
    mayWait = true
    defer { mayWait = false }
    var outcome = try started { try machine.start(try link(program)) }
    while true {
      switch outcome {
      case .finished(let value): return value
      case .waits(let command, let call):
        do {
          machine.resumption = .success(
            try await command.run(call, self, isolation: isolation))
        } catch {
          machine.resumption = .failure(error)
        }
        outcome = try machine.run(until: 0)
      }
    }
  }

  /// Calls a function of the script; a host may do so while the script runs.
  @discardableResult
  public func call(_ function: Function, _ arguments: [Value] = []) throws -> Value {
    try started { try machine.call(function, arguments) }
  }

  /// Sets up the limits when nothing runs yet.
  private func started<Result>(_ body: () throws -> Result) throws -> Result {
    machine.depthLimit = max(1, min(limits.depth, 1_000_000))
    guard machine.nestedRuns == 0 else { return try body() }
    machine.meter.start(limits)
    let result = try body()
    // Who stops it now has come too late for the run, but need not wait for this.
    try? machine.meter.empty(self)
    return result
  }

  private func link(_ program: Program) throws -> Code {
    guard machine.frames.isEmpty else {
      throw ScriptFailure("a program cannot start while another runs in the same interpreter")
    }
    guard program.firstNewGlobal == machine.globalCount else {
      throw ScriptFailure("this program was compiled for another state of the interpreter")
    }
    machine.handlers.removeAll()
    machine.grow(to: program.globalCount + 1)
    for number in machine.globalCount..<program.globalCount {
      machine.stack[number] = machine.unset
    }
    machine.globalCount = program.globalCount
    for global in program.globals { globals[global.name] = global }
    return Code(program.code)
  }

  // MARK: Variables

  /// The value of a variable of the top level.
  public func variable(_ name: String) -> Value? {
    guard let global = globals[name] else { return nil }
    let value = machine.stack[global.number]
    return value.isUnsetMarker(machine) ? nil : value
  }

  /// The names of the variables of the top level.
  public var variableNames: [String] { globals.keys.sorted() }

  /// Gives the script a constant of the top level, before or between runs.
  public func define(_ name: String, _ value: Value) {
    let number = globals[name]?.number ?? machine.globalCount
    if number == machine.globalCount {
      machine.globalCount += 1
      machine.grow(to: machine.globalCount + 1)
    }
    machine.stack[number] = value
    globals[name] = GlobalName(
      name: name, number: number, kind: .constant, source: Source(name: "<host>", text: ""),
      span: Span(0, 0))
  }

  /// How `print` shows a value.
  public func display(_ value: Value) -> String { Display.text(value) }

  var argumentList: Value { .list(arguments.map { Value($0) }) }

  // MARK: What the host asks

  /// Reports work and memory of a host's own, so that limits hold there, too.
  public func charge(work: Int = 0, bytes: Int = 0) throws {
    try machine.charge(work)
    try machine.take(bytes: bytes)
  }

  /// A `try` stands around what runs now, so a failure need not be the end of it.
  public var mayCatch: Bool {
    machine.handlers.contains { $0.kind == HandlerKind.caught }
  }

  /// May the script read this file? The path is canonical.
  public func mayRead(_ path: String) -> Bool {
    capabilities.readable.contains { Paths.isInside(path, files.canonical($0)) }
  }

  /// May the script write this file? The path is canonical.
  public func mayWrite(_ path: String) -> Bool {
    capabilities.writable.contains { Paths.isInside(path, files.canonical($0)) }
  }

  /// What could stand at an offset. With an analysis the names of the text are offered, too.
  public func completions(
    at offset: Int, in source: Source, _ analysis: Analysis? = nil
  ) -> [Completion] {
    Completer(interpreter: self, source: source, analysis: analysis).completions(at: offset)
  }

  /// What an editor wants to know about a text; nothing of it is run.
  public func analyze(_ source: Source) -> Analysis { Analysis(source, frontend) }

  /// The value of a JSON text, strictly read.
  package func value(ofJSON text: String) throws -> Value { try JSON.parse(Text(text), machine) }

  /// A value as JSON on one line.
  package func json(_ value: Value) throws -> String {
    try JSON.write(value, indent: nil, machine)
  }

  /// The process's command line (without the program's name) as the command it names.
  public func compile(commandLine: [String]) throws -> CommandLineCall {
    let line = try CommandLineText(commandLine, index: index)
    let source = Source(name: "command line", text: line.text, kind: .script)
    var frontend = frontend
    frontend.extraArguments = line.extra
    let result = frontend.compile(source)
    guard let program = result.program else { throw ScriptFailure(.syntax, result.diagnostics) }
    return CommandLineCall(program: program, options: line.options)
  }
}

/// Paths as text: the host's file access knows what they mean.
enum Paths {
  /// A path relative to the folder of a file.
  static func resolve(_ path: String, against file: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  static func isInside(_ path: String, _ folder: String) -> Bool {
    if folder == "/" || path == folder { return !path.split(separator: "/").contains("..") }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return path.hasPrefix(prefix) && !path.split(separator: "/").contains("..")
  }
}

/// What a prompt needs to know about the text typed so far.
public enum PartialResult: Sendable {
  case complete
  /// More must come; the text says what it waits for: "`{` opened at 3:14".
  case incomplete(waitsFor: String)
  case invalid([Diagnostic])
}

/// One thing that could be typed.
public struct Completion: Sendable, Equatable {
  public enum Kind: Sendable { case keyword, command, name, variable, function, member, path }

  /// What replaces the span.
  public let text: String
  public let kind: Kind
  /// A few words about it.
  public let detail: String
  /// What was typed of it so far.
  public let replaces: Span

  public init(_ text: String, _ kind: Kind, detail: String = "", replaces: Span) {
    self.text = text
    self.kind = kind
    self.detail = detail
    self.replaces = replaces
  }
}

/// The process's command line, understood.
public struct CommandLineCall: Sendable {
  public let program: Program
  /// The values of ``Vocabulary/options``; an option without a value has an empty one.
  public let options: [String: String]
}

/// The files a script can reach. The host decides what a path is.
public protocol FileAccess {
  func read(_ path: String) throws -> [UInt8]
  func write(_ path: String, _ bytes: [UInt8], append: Bool) throws
  func list(_ path: String) throws -> [String]
  func exists(_ path: String) -> Bool
  /// The path in a form in which two names of one file are equal, without links.
  func canonical(_ path: String) -> String
  /// How many bytes there are to read, where that is known: limits refuse what is too large before
  /// it is read. Nil if not said.
  func size(_ path: String) -> Int?
}

extension FileAccess {
  public func size(_ path: String) -> Int? { nil }
}

/// No file exists.
public struct NoFiles: FileAccess {
  public init() {}
  public func read(_ path: String) throws -> [UInt8] { throw ScriptFailure("no files here") }
  public func write(_ path: String, _ bytes: [UInt8], append: Bool) throws {
    throw ScriptFailure("no files here")
  }
  public func list(_ path: String) throws -> [String] { [] }
  public func exists(_ path: String) -> Bool { false }
  public func canonical(_ path: String) -> String { path }
}
