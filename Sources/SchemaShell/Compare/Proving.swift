import Engine
import Lang
import Postgres

/// Plans are tried on a copy of where they start before anybody relies on them.
extension Session {
  /// Refuses the comparison's plan unless it runs on a copy and leads to the target.
  func prove(_ plan: Plan, of comparison: Comparison) throws {
    if plan.isEmpty { return }
    let proof = try proof(of: plan, comparison)
    guard !proof.holds else { return }
    let words = proof.left.changes.map { change in
      let attributes = change.attributes.map(\.attribute).joined(separator: ", ")
      return "\(change.sort.rawValue) \(change.id)" + (attributes.isEmpty ? "" : ": \(attributes)")
    }
    throw ScriptFailure(
      "the plan is refused: run on a copy it leaves differences",
      notes: [.init(words.joined(separator: "\n"))])
  }

  private func proof(of plan: Plan, _ comparison: Comparison) throws -> Proof {
    do {
      return try onScratch(of: comparison.origin.version.major) { connection, isPrivate in
        try Proof(
          of: plan, from: comparison.origin, to: comparison.diff.new, on: connection,
          makesRoles: isPrivate)
      }
    } catch let error as SchemaCopyError {
      throw failure(
        "the plan cannot be proved: its source cannot be made once more: \(error.reason)",
        error.step, comparison)
    } catch let error as ApplyError {
      throw failure(
        "the plan is refused: it fails on a copy: \(error.error.message)", error.step, comparison)
    } catch let error as PlanError {
      throw failure(
        "the plan cannot be proved: no plan makes its source: \(error.description)",
        nil, comparison)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  private func failure(
    _ message: String, _ step: Step?, _ comparison: Comparison
  ) -> ScriptFailure {
    let place = step.map { [Diagnostic.Note("in this statement:\n\($0.statement.sql.text);")] }
    return ScriptFailure(
      message, notes: (place ?? []) + scratchRemark(for: comparison.origin.version.major))
  }
}
