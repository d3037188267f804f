import Engine
import Lang

/// A plan as a script that can be kept, read, sent and run later, on the state it was made for and
/// on no other.
enum PlanScript {
  static func text(_ plan: Plan, for state: Snapshot) -> String {
    var lines = head(plan.steps.count, state)
    let labels = plan.steps.filter(\.statement.commitsFirst)
    // New labels of enums are committed before they are used.
    let first = labels.count < plan.steps.count ? labels : []
    for step in first { lines += statement(step, indent: "") }
    let isPatient = plan.steps.contains { $0.id == Step.lockTimeout }
    if isPatient { lines += LockLimit.patience }
    var isOpen = false
    func close() {
      if isOpen { lines += isPatient ? ["}", "})"] : ["}"] }
      isOpen = false
    }
    for step in plan.steps where first.isEmpty || !step.statement.commitsFirst {
      guard !step.statement.runsApart else {
        close()
        lines += statement(step, indent: "")
        continue
      }
      if !isOpen {
        // Bodies of functions may speak of what a later step makes.
        if isPatient { lines.append("patiently(() => {") }
        lines += ["transaction {", "  set local check_function_bodies = off;"]
        isOpen = true
      }
      lines += statement(step, indent: "  ")
    }
    close()
    return lines.joined(separator: "\n") + "\n"
  }

  /// Migrations stay in their files: what is kept is which of them run, and what they said.
  static func text(
    _ steps: StepSession, _ chosen: [Migration], _ direction: Migration.Direction, to version: Int,
    for state: Snapshot
  ) -> String {
    var lines = head(steps.steps.count, state)
    for step in steps.steps {
      lines += step.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        "#   \($0)"
      }
    }
    lines.append("\(direction) to \(version) as planned \"\(digest(chosen, direction))\"")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What migrations say, in the order in which they run.
  static func digest(_ migrations: [Migration], _ direction: Migration.Direction) -> String {
    Migration.digest(migrations.map { "\($0.version) \($0.checksum(ofFirst: .max, direction))" })
  }

  private static func head(_ count: Int, _ state: Snapshot) -> [String] {
    [
      "#!/usr/bin/env schemashell",
      "# A plan of \(count) \(ObjectCounts.plural("statement", count)), for a database in the state "
        + "that it was made for.",
      "expect state \"\(state.fingerprint)\"",
    ]
  }

  private static func statement(_ step: Step, indent: String) -> [String] {
    let notes = PlanText.notes(step.statement)
    // The other lines of a statement may be a function's body, in which every blank counts.
    let head = notes.isEmpty ? [] : ["\(indent)# \(notes)"]
    if let batch = step.statement.batch, step.statement.isAlone {
      return head + batch.loop(indent: indent)
    }
    return head + ["\(indent)\(step.statement.sql.text);"]
  }
}

/// What limits the time for which statements wait for locks, and what then becomes of them.
private enum LockLimit {
  /// As `step` and `upgrade` do it.
  static let patience = [
    "# Who waits long for a lock keeps everybody waiting who comes after: so it lets the others",
    "# through, and comes back.",
    "func patiently(work) {",
    "  for pause in [0.5, 1, 2, 4, 8, 15, 30, 60, 60, 60] {",
    "    try { return work() } catch e {",
    "      if not (e.sqlstate in ['55P03', '40P01']) { fail e }",
    "      print \"no lock in time: again in ${pause} s\"",
    "      sleep(pause)",
    "    }",
    "  }",
    "  return work()",
    "}",
  ]
}
