import Lang

/// What became of many targets: a line each, and why it failed where it did.
struct TargetReport {
  let targets: [Targets.Target]
  let outcomes: [TargetOutcome]

  init(_ targets: Targets, _ outcomes: [TargetOutcome?]) {
    self.targets = targets.all
    self.outcomes = outcomes.map { $0 ?? TargetOutcome(state: .skipped) }
  }

  func count(_ state: TargetOutcome.State) -> Int { outcomes.count { $0.state == state } }

  var rows: Rows {
    Rows(
      columns: ["target", "state", "version", "ran", "took", "why"].map {
        .init(name: $0, type: 25)
      },
      cells: zip(targets, outcomes).map { target, outcome in
        [
          target.title, outcome.state.rawValue, outcome.version.map(String.init),
          outcome.versions.map(String.init).joined(separator: " "),
          outcome.duration.map { $0.milliseconds + " ms" },
          outcome.lines.isEmpty ? nil : outcome.lines.joined(separator: "\n"),
        ]
      })
  }

  /// One line each; what failed or differs stands below.
  var table: TableModel {
    TableModel(
      columns: [
        .heading("Target"), .heading("State"), .heading("Version", .number), .heading("Ran"),
        .heading("Took", .number),
      ], rows: rows.cells.map { Array($0.prefix(5)) })
  }

  func details(_ style: Style) -> [String] {
    zip(targets, outcomes).flatMap { target, outcome -> [String] in
      guard !outcome.lines.isEmpty else { return [] }
      return [style.apply(.heading, to: target.title)] + outcome.lines.map { "  " + $0 }
    }
  }

  /// `48 done, 1 failed, 1 skipped`
  var summary: String {
    let states: [TargetOutcome.State] = [.done, .current, .same, .differs, .failed, .skipped]
    return states.filter { count($0) > 0 }.map { "\(count($0)) \($0.rawValue)" }
      .joined(separator: ", ")
  }
}

extension Session {
  /// Does something to every target, some at once, and tells how far it is.
  func each(
    _ targets: Targets, _ call: CommandCall, with one: TargetSession,
    _ body: @escaping @Sendable (Targets.Target) -> TargetOutcome
  ) throws -> TargetReport {
    let limit = try call.integer("at once") ?? 4
    guard limit > 0 else { throw call.failure("at once must be positive", at: "at once") }
    let goesOn = call.has("going on")
    let all = targets.all
    let first = call.has("canary first") ? 1 : 0
    let workers = Workers<TargetOutcome>(all.count) { outcome in
      outcome.state == .failed && !goesOn
    } body: {
      body(all[$0])
    }
    defer { console.progress?(nil) }
    var isToldToStop = false
    let outcomes = workers.run(atOnce: limit, alone: first) { done, failed in
      console.progress?(
        "\(done)/\(all.count) databases" + (failed > 0 ? ", \(failed) failed" : ""))
      guard one.isCancelled, !isToldToStop else { return }
      isToldToStop = true
      workers.stop()
      one.cancel()
    }
    let report = TargetReport(targets, outcomes)
    if one.isCancelled {
      show(report)
      throw ScriptFailure(.cancelled, [Diagnostic(.error, "cancelled", at: call.location)])
    }
    return report
  }

  func show(_ report: TargetReport) {
    console.progress?(nil)
    show(report.table)
    for line in report.details(console.messageStyle) { console.messages(line) }
    console.say(report.summary)
  }

  /// A report as a command's answer; the run fails when a target did.
  func answer(_ call: CommandCall, _ report: TargetReport) throws -> Value {
    let value = answer(call, .host(report.rows)) { show(report) }
    guard report.count(.failed) > 0 else { return value }
    // Who takes the report acts on it.
    if !call.isStatement, call.has("going on") { return value }
    throw call.failure(
      "\(report.count(.failed)) of \(report.targets.count) databases failed: "
        + zip(report.targets, report.outcomes).filter { $1.state == .failed }.map(\.0.title)
        .joined(separator: ", "),
      hint: "the same again goes on where it stopped: what is done is passed over")
  }
}
