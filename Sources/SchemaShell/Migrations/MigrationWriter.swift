import Engine
import Postgres

/// Writes a plan, and the plan of the way back, as a migration's file.
struct MigrationWriter {
  private let upgrade: Plan
  private let downgrade: Plan

  init(upgrade: Plan, downgrade: Plan) {
    self.upgrade = upgrade
    self.downgrade = downgrade
  }

  /// What a person must know of a step before it runs on rows.
  static func warnings(_ step: Step) -> [Hazard] {
    step.statement.hazards.filter { hazard in
      switch hazard {
      case .destroysData, .opens, .mayFail: true
      case .rewrites, .rewritesUnless, .scans, .scansUnless, .copiesIndex: false
      }
    }
  }

  /// What a plan may need beside its statements. Which form does is found by trying.
  struct Form {
    /// Bodies of functions speak of what comes later.
    var leavesBodiesUnchecked = false
    /// New labels of enums are committed before they are used.
    var commitsLabelsFirst = false

    /// From the plainest on.
    static let all = [
      Form(), Form(leavesBodiesUnchecked: true), Form(commitsLabelsFirst: true),
      Form(leavesBodiesUnchecked: true, commitsLabelsFirst: true),
    ]
  }

  func text(upgrade form: Form, downgrade back: Form) -> String {
    blocks("upgrade", upgrade, form) + blocks("downgrade", downgrade, back)
  }

  private func blocks(_ head: String, _ plan: Plan, _ form: Form) -> String {
    var runs: [(isApart: Bool, steps: [Step])] = []
    func add(_ step: Step, apart: Bool) {
      if runs.last?.isApart == apart {
        runs[runs.count - 1].steps.append(step)
      } else {
        runs.append((apart, [step]))
      }
    }
    let first = form.commitsLabelsFirst ? plan.steps.filter(\.statement.commitsFirst) : []
    for step in first { add(step, apart: true) }
    for step in plan.steps where !form.commitsLabelsFirst || !step.statement.commitsFirst {
      add(step, apart: step.statement.runsApart)
    }
    return runs.map { block(head, $0.steps, isApart: $0.isApart, form) }.joined()
  }

  private func block(
    _ head: String, _ steps: [Step], isApart: Bool, _ form: Form
  ) -> String {
    var lines = [head + (isApart ? " without transaction {" : " {")]
    if form.leavesBodiesUnchecked {
      lines.append(
        isApart ? "  set check_function_bodies = off;" : "  set local check_function_bodies = off;")
    }
    for step in steps {
      for hazard in Self.warnings(step) { lines.append("  -- " + hazard.title) }
      if let batch = step.statement.batch, isApart {
        lines += batch.loop(indent: "  ")
      } else {
        lines.append(MigrationWriter.laidOut(step.statement.sql.text) + ";")
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// Indented, and its words in lower case; what stands between quotes is left as it is.
  static func laidOut(_ sql: String) -> String {
    let lexed = SQLTokens(sql)
    var result = Array("  ".utf8)
    var end = lexed.tokens.first?.start ?? 0
    for (index, token) in lexed.tokens.enumerated() {
      for byte in lexed.bytes[end..<token.start] {
        result.append(byte)
        if byte == UInt8(ascii: "\n") { result += Array("  ".utf8) }
      }
      result += Array((lexed.word(index) ?? lexed.text(index)).utf8)
      end = token.end
    }
    return String(decoding: result, as: UTF8.self)
  }
}
