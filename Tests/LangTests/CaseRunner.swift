import Lang

/// Runs one case file and says how it differs from the expectations in its comments.
///
/// ```
/// # prints: 3                         one line of output, in order
/// # error 2:7: unknown name `x`       a diagnostic, in order
/// # hint: did you mean "y"?           the hint of the diagnostic before
/// # note: declared here first         a note of the diagnostic before
/// # warning 1:5: `x` is never used    what `check` says besides
/// # waits: `;`                        a prompt would wait for more
/// # status: 3                         the exit status
/// # calls: g, f                       the functions of the stack, innermost first
/// ```
/// `# kind: model`, `# args: a b`, `# steps: 1000`, `# depth: 50`, `# bytes: 100000`, `# grants: connect`,
/// `# mode: prompt` (each paragraph is an entry) and `# mode: await` say how it is run.
struct CaseRunner {
  let name: String
  let text: String
  private var prints: [String] = []
  private var errors: [String] = []
  private var warnings: [String] = []
  private var waits: String?
  private var status: Int?
  private var calls: String?
  private var settings: [String: String] = [:]

  init(name: String, text: String) {
    self.name = name
    self.text = text
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) { read(line) }
  }

  private mutating func read(_ line: Substring) {
    guard let start = line.range(of: "# ") ?? line.range(of: "-- ") else { return }
    let comment = line[start...]
    func rest(_ word: String) -> String? {
      for mark in ["# ", "-- "] where comment.hasPrefix(mark + word) {
        return String(comment.dropFirst(mark.count + word.count))
      }
      return nil
    }
    if let text = rest("prints: ") ?? rest("prints:") {
      prints.append(text)
    } else if let text = rest("error ") {
      errors.append(text)
    } else if let text = rest("warning ") {
      warnings.append(text)
    } else if let text = rest("hint: "), let last = errors.popLast() {
      errors.append(last + " | hint: " + text)
    } else if let text = rest("note: "), let last = errors.popLast() {
      errors.append(last + " | note: " + text)
    } else if let text = rest("waits: ") {
      waits = text
    } else if let text = rest("status: ") {
      status = Int(text)
    } else if let text = rest("calls: ") {
      calls = text
    } else {
      for key in ["kind", "args", "steps", "depth", "bytes", "grants", "mode", "time"] {
        if let text = rest(key + ": ") { settings[key] = text }
      }
    }
  }

  /// What is wrong; empty when the case holds.
  func run(files: (any FileAccess)? = nil) -> [String] {
    var capabilities: Capabilities = []
    for grant in (settings["grants"] ?? "").split(separator: " ") {
      switch grant {
      case "connect": capabilities.grant(.connect)
      case "env": capabilities.grant(.environment([]))
      case "clock": capabilities.grant(.clock)
      case "read": capabilities.grant(.read("/cases"))
      case "write": capabilities.grant(.write("/cases"))
      default: break
      }
    }
    let interpreter = Interpreter(
      FakeHost.vocabulary,
      limits: Limits(
        steps: settings["steps"].flatMap { Int($0) },
        depth: settings["depth"].flatMap { Int($0) } ?? 1000,
        bytes: settings["bytes"].flatMap { Int($0) },
        time: settings["time"].flatMap { Int($0) }.map { .milliseconds($0) }),
      capabilities: capabilities)
    var output: [String] = []
    interpreter.output = {
      output += $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    interpreter.arguments = settings["args"]?.split(separator: " ").map(String.init) ?? []
    interpreter.environment = { $0 == "HOME" ? "/home/test" : nil }
    if let files { interpreter.files = files }
    if let waits { return checkWaiting(interpreter, waits) }
    var found: [String] = []
    var failure: ScriptFailure?
    do {
      try execute(interpreter)
    } catch let error as ScriptFailure {
      failure = error
      found = error.diagnostics.map(shown)
    } catch {
      found = ["?:?: \(error)"]
    }
    var problems: [String] = []
    compare("output", prints, output, &problems)
    compare("errors", errors, trim(found, to: errors), &problems)
    if !warnings.isEmpty || settings["mode"] == "check" {
      let said = interpreter.check(source).filter { $0.severity == .warning }
      compare("warnings", warnings, said.map { place($0) + $0.message }, &problems)
    }
    if let status, (failure?.exitStatus ?? 0) != status {
      problems.append("exit status \(failure?.exitStatus ?? 0), not \(status)")
    }
    if let calls {
      let said = failure?.stack.map { $0.function ?? "top" }.joined(separator: ", ") ?? ""
      if said != calls { problems.append("stack \(said), not \(calls)") }
    }
    return problems
  }

  private var source: Source {
    let kinds: [String: Source.Kind] = ["model": .model, "foreign": .foreign, "script": .script]
    return Source(name: name, text: text, kind: settings["kind"].flatMap { kinds[$0] })
  }

  private func execute(_ interpreter: Interpreter) throws {
    guard settings["mode"] == "prompt" else {
      try interpreter.run(interpreter.compile(source))
      return
    }
    let print = interpreter.output
    interpreter.echo = { if !$0.isNull { print("= \(interpreter.display($0))") } }
    for entry in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      try interpreter.run(Source(name: name, text: String(entry)))
    }
  }

  private func checkWaiting(_ interpreter: Interpreter, _ waits: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("# waits:") }
    let source = Source(name: name, text: lines.joined(separator: "\n"))
    let said =
      switch interpreter.parse(partial: source) {
      case .complete: "nothing"
      case .incomplete(let waitsFor): waitsFor
      case .invalid(let diagnostics): "invalid: " + (diagnostics.first?.message ?? "")
      }
    return said == waits ? [] : ["waits for \(said), not \(waits)"]
  }

  /// Hints and notes are compared only where the case names them.
  private func trim(_ found: [String], to wanted: [String]) -> [String] {
    found.enumerated().map { index, text in
      guard index < wanted.count else { return text }
      var kept = text.split(separator: " | ").map(String.init)
      for kind in ["hint: ", "note: "] where !wanted[index].contains(" | " + kind) {
        kept.removeAll { $0.hasPrefix(kind) }
      }
      return kept.joined(separator: " | ")
    }
  }

  private func place(_ diagnostic: Diagnostic) -> String {
    guard let position = diagnostic.location?.position else { return "" }
    return "\(position.line):\(position.column): "
  }

  private func shown(_ diagnostic: Diagnostic) -> String {
    var text = place(diagnostic) + diagnostic.message
    if let hint = diagnostic.hint { text += " | hint: " + hint }
    for note in diagnostic.notes { text += " | note: " + note.message }
    return text
  }

  private func compare(
    _ what: String, _ wanted: [String], _ found: [String], _ problems: inout [String]
  ) {
    guard wanted != found else { return }
    problems.append("\(what): wanted\n    \(wanted.joined(separator: "\n    "))")
    problems.append("  but got\n    \(found.joined(separator: "\n    "))")
  }
}

extension Substring {
  /// Where a piece of text starts.
  fileprivate func range(of part: String) -> Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(part) { return index }
      index = self.index(after: index)
    }
    return nil
  }
}
