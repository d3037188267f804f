import Engine
import Postgres

/// Writes a plan, and the plan of the way back, as a migration's file.
struct MigrationWriter {
  private let upgrade: Way
  private let downgrade: Way

  init(upgrade: Way, downgrade: Way) {
    self.upgrade = upgrade
    self.downgrade = downgrade
  }

  /// A plan, and what is there before it.
  struct Way {
    let plan: Plan
    private let known: Set<[String]>

    init(_ comparison: Comparison, plan: Plan? = nil) {
      self.plan = plan ?? comparison.plan
      known = Set(comparison.diff.old.objects.keys.map(\.names))
    }

    /// What a person must know of a step before it runs on rows. What is new altogether has no
    /// rows that could stand in the way.
    func warnings(_ step: Step) -> [Hazard] {
      step.statement.hazards.filter { hazard in
        switch hazard {
        case .destroysData, .opens: true
        case .mayFail: isKnown(step.id.names)
        case .rewrites, .scans: false
        }
      }
    }

    private func isKnown(_ names: [String]) -> Bool {
      guard names.count > 1 else { return false }
      return (2...names.count).contains { known.contains(Array(names.prefix($0))) }
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

  private func blocks(_ head: String, _ way: Way, _ form: Form) -> String {
    let plan = way.plan
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
    return runs.map { block(head, $0.steps, isApart: $0.isApart, way, form) }.joined()
  }

  private func block(
    _ head: String, _ steps: [Step], isApart: Bool, _ way: Way, _ form: Form
  ) -> String {
    var lines = [head + (isApart ? " without transaction {" : " {")]
    if form.leavesBodiesUnchecked {
      lines.append(
        isApart ? "  set check_function_bodies = off;" : "  set local check_function_bodies = off;")
    }
    for step in steps {
      for hazard in way.warnings(step) { lines.append("  -- " + hazard.title) }
      if let batch = step.statement.batch, isApart {
        lines += MigrationWriter.loop(batch)
      } else {
        lines.append(MigrationWriter.laidOut(step.statement.sql.text) + ";")
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// Rows are changed a few pages at a time, each time in a transaction of its own. What is done is
  /// passed over when the loop runs again.
  private static func loop(_ batch: Batch) -> [String] {
    let table: SQL = "\(name: batch.table)"
    let name: SQL = "\(literal: table.text)"
    return """
        for part in (
          select format('(%s,0)', page) as first, format('(%s,0)', page + 500) as next
          from generate_series(0, (
            select coalesce(max(pg_relation_size(relid)), pg_relation_size(\(name)))
            from pg_partition_tree(\(name))
          ) / current_setting('block_size')::int, 500) page
        ) {
          update \(table) set \(batch.assignment)
          where ctid >= ${part.first} and ctid < ${part.next} and \(batch.condition);
        }
      """.split(separator: "\n").map(String.init)
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
