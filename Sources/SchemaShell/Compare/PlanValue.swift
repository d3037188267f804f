package import Engine
package import Lang

/// A plan as scripts hold it: its steps in order.
package final class PlanValue: MachineReadable {
  package let plan: Plan
  let target: OpenConnection?

  init(_ plan: Plan, target: OpenConnection?) {
    self.plan = plan
    self.target = target
  }

  package var typeName: String { "plan" }

  var jsonLines: [String] { PlanJSON.lines(plan) }

  package var display: String {
    plan.isEmpty ? "nothing to do" : PlanText(plan, style: .plain).lines.joined(separator: "\n")
  }

  package var memberNames: [String] { ["count", "destroysData", "isEmpty", "sql", "steps"] }

  package func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "count": return .int(plan.steps.count)
    case "isEmpty": return .bool(plan.isEmpty)
    case "destroysData": return .bool(!plan.destroysData.isEmpty)
    case "sql": return Value(plan.script)
    case "steps": return .list(plan.steps.map { .host(StepValue($0)) })
    default: return nil
    }
  }

  package func element(_ key: Value, _ interpreter: Interpreter) throws -> Value? {
    guard let index = key.intValue, plan.steps.indices.contains(index) else { return nil }
    return .host(StepValue(plan.steps[index]))
  }

  package func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? {
    ValueIterator(plan.steps.map { .host(StepValue($0)) })
  }
}

/// One step of a plan, as scripts see it.
final class StepValue: HostObject {
  private let step: Step

  init(_ step: Step) { self.step = step }

  var typeName: String { "step" }
  var display: String { step.statement.sql.text }
  var memberNames: [String] { ["destroysData", "hazards", "kind", "lock", "name", "sql"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    let statement = step.statement
    switch name {
    case "sql": return Value(statement.sql.text)
    case "lock": return Value(statement.lock.title)
    case "kind": return Value(step.id.kind.rawValue)
    case "name": return Value(step.id.names.joined(separator: "."))
    case "hazards": return .list(statement.hazards.map { Value($0.title) })
    case "destroysData": return .bool(!statement.losses.isEmpty)
    default: return nil
    }
  }
}
