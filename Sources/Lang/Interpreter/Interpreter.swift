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
  /// The script's `args`.
  public var arguments: [String] = []
  /// Reads a file for `include` and `read`; asked only for what the capabilities allow.
  public var files: any FileAccess = NoFiles()
  /// Answers `env("NAME")`; asked only for what the capabilities allow.
  public var environment: (String) -> String? = { _ in nil }
  /// The names completion offers for arguments of a kind: `("table", "au")` gives `["author"]`.
  public var names: (_ kind: String, _ prefix: String) -> [String] = { _, _ in [] }
  /// Stops a run from any thread.
  public let cancellation = Cancellation()

  public init(
    _ vocabulary: Vocabulary = Vocabulary(), limits: Limits = .none,
    capabilities: Capabilities = []
  ) {
    self.vocabulary = vocabulary
    self.limits = limits
    self.capabilities = capabilities
  }

  /// Makes a source ready to run. All its mistakes come in one failure.
  public func compile(_ source: Source) throws -> Program {
    throw ScriptFailure("not built yet")
  }

  /// Runs a program and returns the value of its last statement.
  @discardableResult
  public func run(_ program: Program) throws -> Value {
    throw ScriptFailure("not built yet")
  }

  @discardableResult
  public func run(_ source: Source) throws -> Value { try run(compile(source)) }

  /// Runs a program in which asynchronous commands may stand.
  @discardableResult
  public func runAsync(
    _ program: Program, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Value {
    throw ScriptFailure("not built yet")
  }

  /// Calls a function of the script; a host may do so while the script runs.
  @discardableResult
  public func call(_ function: Function, _ arguments: [Value] = []) throws -> Value {
    throw ScriptFailure("not built yet")
  }

  /// What a prompt needs to know about the text typed so far.
  public func parse(partial source: Source) -> PartialResult { .complete }

  /// What could stand at an offset.
  public func completions(at offset: Int, in source: Source) -> [Completion] { [] }

  /// The process's command line (without the program's name) as the command it names.
  public func compile(commandLine: [String]) throws -> CommandLineCall {
    throw ScriptFailure("not built yet")
  }

  /// The value of a global variable.
  public func variable(_ name: String) -> Value? { nil }

  /// Gives the script a global constant, before or between runs.
  public func define(_ name: String, _ value: Value) {}

  /// How `print` shows a value.
  public func display(_ value: Value) -> String { "" }
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
