public import Lang
import Postgres

/// SchemaShell as a library: the language with everything the shell adds to it.
///
/// ```swift
/// let shell = Shell(limits: .init(steps: 1_000_000), capabilities: [.read("models")])
/// shell.output = { line in log(line) }
/// shell.register(Notify.self)
/// let value = try shell.run("print 1 + 1", named: "release.schema")
/// ```
/// Nothing is printed but through ``output`` and ``messages``. A shell belongs to one thread or actor
/// at a time; ``cancel()`` may be called from any.
public final class Shell {
  /// Gets each line of a result and of `print`.
  public var output: (String) -> Void = { _ in } {
    didSet { connectConsole() }
  }
  /// Gets each line of everything else: notices, what a command did.
  public var messages: (String) -> Void = { _ in } {
    didSet { connectConsole() }
  }

  private var vocabulary = Shell.vocabulary
  private let limits: Limits
  private let capabilities: Capabilities
  private let session: Session
  private var made: Interpreter?

  public init(limits: Limits = .none, capabilities: Capabilities = []) {
    self.limits = limits
    self.capabilities = capabilities
    session = Session(console: Console(output: { _ in }))
  }

  /// What the language knows here: the shell's commands, SQL, and the options of its command line.
  package static var vocabulary: Vocabulary {
    Vocabulary(
      commands: Commands.all, declarations: ModelDeclarations.all, foreign: PostgreSQL.self,
      options: CommonOptions.all)
  }

  /// Adds a command of the host's own. Must come before the first run.
  public func register(_ command: any Command.Type) {
    precondition(made == nil, "commands are registered before the first run")
    vocabulary.commands.append(command)
  }

  /// Adds a function of the host's own. Must come before the first run.
  public func register(_ function: HostFunction) {
    precondition(made == nil, "functions are registered before the first run")
    vocabulary.functions.append(function)
  }

  /// Runs a script and returns the value of its last statement.
  ///
  /// - Parameter name: what messages call the script; what it includes is looked for beside it.
  /// - Throws: ``ScriptFailure``, whatever goes wrong.
  @discardableResult
  public func run(_ text: String, named name: String) throws -> Value {
    try interpreter.run(Source(name: name, text: text, kind: .script))
  }

  /// Runs a script in which asynchronous commands may stand; while one of them waits, the thread is
  /// free.
  @discardableResult
  public func runAsync(
    _ text: String, named name: String, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Value {
    let interpreter = interpreter
    let program = try interpreter.compile(Source(name: name, text: text, kind: .script))
    return try await interpreter.runAsync(program, isolation: isolation)
  }

  /// The interpreter behind it, made when first asked for.
  public var interpreter: Interpreter {
    if let made { return made }
    let interpreter = Shell.makeInterpreter(
      session, vocabulary, limits: limits, capabilities: capabilities)
    made = interpreter
    return interpreter
  }

  /// Stops the run, and the statement on the server, from any thread.
  public var cancel: @Sendable () -> Void {
    let cancellation = interpreter.cancellation
    let running = session.running
    return {
      cancellation.cancel()
      running.cancel()
    }
  }

  /// An interpreter whose host is a session.
  package static func makeInterpreter(
    _ session: Session, _ vocabulary: Vocabulary = Shell.vocabulary, limits: Limits = .none,
    capabilities: Capabilities = .all
  ) -> Interpreter {
    let interpreter = Interpreter(vocabulary, limits: limits, capabilities: capabilities)
    interpreter.host = session
    session.mayConnect = capabilities.allows(.connect)
    interpreter.output = { [unowned session] line in session.console.output(line) }
    interpreter.files = session.files
    interpreter.environment = { environment($0) }
    return interpreter
  }

  private func connectConsole() {
    session.console.output = output
    session.console.messages = messages
  }
}
