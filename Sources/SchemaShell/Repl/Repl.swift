package import Lang
import Postgres

/// The conversation: read an entry, run it, show what it gave, until the person leaves.
package final class Repl {
  private let session: Session
  private let interpreter: Interpreter
  private let reader: any LineReading

  package init(_ interpreter: Interpreter, reader: any LineReading) {
    session = interpreter.session
    self.interpreter = interpreter
    self.reader = reader
    session.isInteractive = true
    interpreter.echo = { [unowned interpreter] value in interpreter.session.echo(value, interpreter)
    }
    session.console.ask = { [reader] question in
      guard case .entry(let answer) = reader.readAnswer(to: question) else { return nil }
      return answer
    }
    session.console.askSecret = { [reader] in reader.readSecret(to: $0) }
  }

  /// Runs until `quit` or the end of the input; returns the process's status.
  package func run() -> Int {
    while true {
      switch reader.readEntry(prompt: PromptText.prompt(session)) {
      case .interrupted: continue
      case .end: return 0
      case .entry(let text):
        guard text.contains(where: { !$0.isWhitespace }) else { continue }
        reader.remember(text)
        if let status = run(text) { return status }
        while let next = session.pendingEntry {
          session.pendingEntry = nil
          session.console.say(next)
          reader.remember(next)
          if let status = run(next) { return status }
        }
      }
    }
  }

  /// A status when the session is to end.
  private func run(_ text: String) -> Int? {
    let source = Source(name: "<input>", text: text, kind: .script)
    do {
      try session.catchingInterrupts(of: interpreter) { _ = try interpreter.run(source) }
    } catch let failure as ScriptFailure {
      if case .exit(let status) = failure.reason { return status }
      session.show(failure)
    } catch {
      session.console.messages("\(error)")
    }
    return nil
  }
}

extension Session {
  /// Runs `body` while `^C` stops the interpreter and what runs on the server.
  package func catchingInterrupts<Value>(
    of interpreter: Interpreter, _ body: () throws -> Value
  ) throws -> Value {
    let cancellation = interpreter.cancellation
    let running = running
    cancellation.reset()
    return try Interrupts.whileCatching {
      cancellation.cancel()
      running.cancel()
    } _: {
      try body()
    }
  }

  package func show(_ failure: ScriptFailure) {
    if failure.reason != .cancelled { lastFailure = failure }
    console.progress?(nil)
    if console.isMachine {
      for (index, diagnostic) in failure.diagnostics.enumerated() {
        let isFirst = index == 0
        console.messages(
          DiagnosticJSON.line(
            diagnostic, details: isFirst ? failure.details : [:],
            stack: isFirst ? failure.stack : []))
      }
      return
    }
    if failure.reason == .cancelled {
      console.messages(console.messageStyle.apply(.warning, to: "cancelled"))
      return
    }
    let text = failure.rendered(styled: console.messageStyle.isColoured)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      console.messages(String(line))
    }
  }

  package func show(_ diagnostic: Diagnostic) {
    let isColoured = console.messageStyle.isColoured
    console.messages(
      console.isMachine
        ? DiagnosticJSON.line(diagnostic) : diagnostic.rendered(styled: isColoured))
  }

  /// Shows a value that stands alone at the prompt.
  package func echo(_ value: Value, _ interpreter: Interpreter) {
    if let rows = value.hostObject as? Rows, rows.hasColumns { return show(rows.table) }
    guard !value.isNull else { return }
    let lines = interpreter.display(value).split(separator: "\n", omittingEmptySubsequences: false)
    console.show(lines.map(String.init))
  }
}
