import Engine
import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One start of the program: what it was asked to do, carried out on the process's own terminal,
/// files and streams.
///
/// Nothing is made before it is needed: a script that needs no database never loads libpq, and one
/// that is read from a file never touches the line editor.
package struct Launch {
  package enum Work: Equatable {
    /// `--help`
    case help
    /// `--version`
    case version
    /// The prompt.
    case conversation
    case script(path: String, arguments: [String])
    /// `-e`, as often as it was given.
    case texts([String])
    /// Standard input that is no terminal.
    case input
    /// `schemashell diff …`
    case command([String])
  }

  package var work: Work
  /// Values of ``CommonOptions``; one without a value is empty.
  package var options: [String: String]

  package init(_ work: Work, options: [String: String] = [:]) {
    self.work = work
    self.options = options
  }

  /// What to do when no word says so: a person at a terminal gets a prompt.
  package static var byTerminal: Work { Terminal.input.isPresent ? .conversation : .input }

  /// Understands the program's words, does what they say and returns the process's status.
  package static func start(_ words: [String]) -> Int32 {
    do {
      let understood = try LaunchWords(words)
      return Launch(understood.work ?? byTerminal, options: understood.options).run()
    } catch {
      let output = LineWriter(descriptor: 2, isImmediate: true)
      let session = Session(console: Console(output: { _ in }, messages: { output.write($0) }))
      session.console.messageStyle = Terminal.errors.style
      session.console.isMachine = words.contains("--machine")
      let failure = error as? ScriptFailure ?? CommonOptions.usage("\(error)")
      session.show(failure)
      return Int32(truncatingIfNeeded: failure.exitStatus)
    }
  }

  /// Runs it and returns the process's status.
  package func run() -> Int32 {
    let output = LineWriter(descriptor: 1, isImmediate: Terminal.output.isPresent)
    let messages = LineWriter(descriptor: 2, isImmediate: true)
    defer { output.flush() }
    var console = Console(
      output: { output.write($0) },
      messages: { line in
        output.flush()
        messages.write(line)
      })
    console.outputStyle = Terminal.output.style
    console.width = { Terminal.output.size?.columns }
    console.messageStyle = Terminal.errors.style
    if console.messageStyle.isColoured {
      let line = ProgressLine(descriptor: 2)
      console.progress = { line.show($0) }
    }
    let session = Session(console: console)
    session.stateFolder = CommonStates.defaultFolder
    session.cacheFolder = ModelCache.defaultFolder(.current)
    session.willConnect = { Interrupts.catchInterrupts() }
    session.willWait = { output.flush() }
    let interpreter = Shell.makeInterpreter(session)
    if case .command(let words) = work, words.contains("--machine") {
      session.console.isMachine = true
    }
    do {
      try CommonOptions.apply(options, to: session, interpreter)
      return Int32(truncatingIfNeeded: try run(interpreter, session))
    } catch let failure as ScriptFailure {
      if case .exit(let status) = failure.reason { return Int32(truncatingIfNeeded: status) }
      session.show(failure)
      for note in session.closingNotes { session.show(note) }
      return Int32(truncatingIfNeeded: failure.processStatus)
    } catch {
      session.show(ScriptFailure("\(error)"))
      return 1
    }
  }

  private func run(_ interpreter: Interpreter, _ session: Session) throws -> Int {
    switch work {
    case .help: session.console.show(HelpText.program(style: session.console.outputStyle))
    case .version: session.console.output("schemashell \(Version.text)")
    case .conversation:
      try CommonOptions.connect(options, session)
      return converse(interpreter, session)
    case .script(let path, let arguments):
      interpreter.arguments = arguments
      guard let bytes = readBytes(at: path) else {
        throw ScriptFailure(
          .syntax, [Diagnostic(.error, "cannot read \(path): \(systemReason())")])
      }
      interpreter.define("here", Value(Launch.folder(of: path)))
      try run([Source(name: path, bytes: bytes)], interpreter, session)
    case .texts(let texts):
      let sources = texts.enumerated().map { index, text in
        Source(name: texts.count == 1 ? "-e" : "-e \(index + 1)", text: text, kind: .script)
      }
      try run(sources, interpreter, session)
    case .input:
      let bytes = readBytes(from: 0) ?? []
      try run([Source(name: "<stdin>", bytes: bytes, kind: .script)], interpreter, session)
    case .command(let words):
      let call = try interpreter.compile(commandLine: words)
      try CommonOptions.apply(call.options, to: session, interpreter)
      try CommonOptions.connect(options.merging(call.options) { $1 }, session)
      try session.catchingInterrupts(of: interpreter) {
        Self.leave(try interpreter.run(call.program))
      }
    }
    return session.status
  }

  /// Leaves what a command compared to the end of the process, which is near: to free two large
  /// schemas piece by piece takes a tenth of the time that it takes to read them.
  private static func leave(_ value: Value?) {
    guard let comparison = value?.hostObject as? Comparison else { return }
    final class Remains: Sendable {
      let diff: Diff
      init(_ diff: Diff) { self.diff = diff }
    }
    _ = Unmanaged.passRetained(Remains(comparison.diff))
  }

  /// The folder a script stands in, for what stands beside it: `load "${here}/blog.schema"`.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// All is understood before anything runs, and before it connects anywhere.
  private func run(
    _ sources: [Source], _ interpreter: Interpreter, _ session: Session
  ) throws {
    let programs = try interpreter.compile(sources)
    for warning in programs.flatMap(\.warnings) { session.show(warning) }
    try CommonOptions.connect(options, session)
    for program in programs {
      do {
        try session.catchingInterrupts(of: interpreter) { _ = try interpreter.run(program) }
      } catch let failure as ScriptFailure {
        if case .exit = failure.reason { warnOfOpenTransaction(session) }
        // Innermost first: the last is the statement of the top level.
        let place = failure.stack.last?.location ?? failure.diagnostics.first?.location
        session.closingNotes = session.ledger.summary(of: program, failedAt: place)
        throw failure
      }
    }
    warnOfOpenTransaction(session)
  }

  /// The connection is about to be closed, and what is open on it with it.
  private func warnOfOpenTransaction(_ session: Session) {
    guard let place = session.ledger.openedAt else { return }
    session.console.warn(
      "the transaction begun at \(place.description) was never committed, so nothing of"
        + " it was applied")
  }

  private func converse(_ interpreter: Interpreter, _ session: Session) -> Int {
    session.console.page = { Pager.show($0) }
    let reader: any LineReading
    let history = History(path: History.defaultPath)
    session.entries = { history.entries }
    if Terminal.output.isPresent,
      let editor = LineEditor(history: history, style: Terminal.output.style)
    {
      let completer = Completer(interpreter)
      editor.completeness = { Entry.completeness(of: $0, interpreter) }
      editor.completions = { completer.completions(for: $0, at: $1) }
      reader = editor
    } else {
      reader = PlainReader { Entry.completeness(of: $0, interpreter) }
    }
    session.console.say("SchemaShell \(Version.text). `help` lists the commands, `quit` leaves.")
    return Repl(interpreter, reader: reader).run()
  }
}

/// Whether what was typed can run, or what it still waits for.
enum Entry {
  static func completeness(of text: String, _ interpreter: Interpreter) -> Completeness {
    let source = Source(name: "<input>", text: text, kind: .script)
    switch interpreter.parse(partial: source) {
    case .complete, .invalid: return .complete
    case .incomplete: return .incomplete(indent: indent(after: text))
    }
  }

  /// As deep as the line before, two deeper behind an opening bracket.
  static func indent(after text: String) -> Int {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let depth = line.prefix { $0 == " " }.count
    let opens = line.last { !$0.isWhitespace }.map { "{([".contains($0) } ?? false
    return opens ? depth + 2 : depth
  }
}
