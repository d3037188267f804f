package import Engine
package import Lang
import Postgres

/// What separates two schemas, and the plan that leads from one to the other: the value of `diff`.
///
/// ```
/// let changes = diff database to models
/// if changes.any(c => c.destroysData) { fail "refusing to drop data:\n${changes}" }
/// ```
package final class Comparison: MachineReadable {
  package let diff: Diff
  /// Fails where the database lacks what it would need.
  package var plan: Plan { get throws { try planned.get() } }
  private let planned: Swift.Result<Plan, ScriptFailure>
  /// The state that the plan starts from.
  let origin: Snapshot
  /// What gets another name first; the diff is what is left then.
  package let renaming: Renaming?
  /// Where the plan is to run, if that is a database.
  let target: OpenConnection?

  /// How many objects of the old state belong to somebody else.
  let countLeftAlone: Int

  init(
    from: Snapshot, to: Snapshot, renaming: Renaming? = nil, scope: Scope = Scope(),
    target: OpenConnection? = nil, comparing asked: Set<KindName> = [], origin: Snapshot? = nil
  ) throws {
    self.origin = origin ?? from
    diff = Diff(
      from: scope.applied(to: renaming?.snapshot ?? from), to: scope.applied(to: to),
      comparing: asked)
    countLeftAlone = scope.countOutside(in: from)
    self.renaming = renaming
    self.target = target
    do throws(PlanError) {
      planned = .success(Plan(steps: (renaming?.steps ?? []) + (try Plan(diff).steps)))
    } catch {
      let failure = ScriptFailure(error)
      // What separates the two can be looked at all the same.
      guard !diff.lacking.isEmpty else { throw failure }
      planned = .failure(failure)
    }
  }

  package var isEmpty: Bool { diff.isEmpty && moves.isEmpty }

  /// What is only called otherwise.
  var moves: [Renaming.Move] { renaming?.moves ?? [] }

  /// Kinds of objects that are there and that nobody compared, with how many there are.
  var notCompared: [ObjectCounts.Unread] {
    ObjectCounts.unread(
      diff.old.notCompared.merging(diff.new.notCompared, uniquingKeysWith: max))
  }

  var jsonLines: [String] { ChangeJSON.lines(self) }

  package var typeName: String { "changes" }

  package var display: String {
    isEmpty ? "no differences" : ChangeText(self, style: .plain).lines.joined(separator: "\n")
  }

  package var memberNames: [String] { ["count", "destroysData", "isEmpty", "plan", "sql"] }

  package func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "count": return .int(changes.count)
    case "isEmpty": return .bool(isEmpty)
    case "destroysData": return .bool(!(try plan.destroysData.isEmpty))
    case "sql": return Value(try plan.script)
    case "plan": return .host(PlanValue(try plan, target: target))
    default: return nil
    }
  }

  package func element(_ key: Value, _ interpreter: Interpreter) throws -> Value? {
    guard let place = key.intValue else { return nil }
    let index = place < 0 ? changes.count + place : place
    return changes.indices.contains(index) ? changes[index] : nil
  }

  package func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? {
    ValueIterator(changes)
  }

  private var changes: [Value] {
    moves.map { .host(RenameValue($0)) }
      + diff.changes.map { .host(ChangeValue($0, in: self)) }
  }

  /// What is lost when this object goes or changes; empty for most.
  func losses(of id: ObjectID) -> [String] {
    guard case .success(let plan) = planned else { return [] }
    return plan.steps.filter { $0.id == id }.flatMap(\.statement.losses)
  }
}

extension ScriptFailure {
  init(_ error: PlanError) { self.init("no plan leads there: \(error.description)") }
}

extension Statement {
  /// What it destroys, in words.
  var losses: [String] {
    hazards.compactMap { hazard in
      guard case .destroysData(let what) = hazard else { return nil }
      return what
    }
  }
}

/// One change, as scripts see it.
final class ChangeValue: HostObject {
  private let change: Change
  private let comparison: Comparison

  init(_ change: Change, in comparison: Comparison) {
    self.change = change
    self.comparison = comparison
  }

  var typeName: String { "change" }
  var display: String { "\(change.sort.rawValue) \(change.id)" }
  var identity: Value? { Value(display) }
  var memberNames: [String] { ["attributes", "destroysData", "kind", "name", "sort"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "sort": return Value(change.sort.rawValue)
    case "kind": return Value(change.id.kind.rawValue)
    case "name": return Value(change.id.names.joined(separator: "."))
    case "destroysData": return .bool(!comparison.losses(of: change.id).isEmpty)
    case "attributes":
      return .list(
        change.attributes.map { attribute in
          .map(
            MapValue([
              ("attribute", Value(attribute.attribute)), ("old", Value(attribute.old)),
              ("new", Value(attribute.new)),
            ]))
        })
    default: return nil
    }
  }
}

/// A change of nothing but a name, as scripts see it.
final class RenameValue: HostObject {
  private let move: Renaming.Move

  init(_ move: Renaming.Move) { self.move = move }

  var typeName: String { "change" }
  var display: String { "rename \(move.old) to \(quoteIdentifier(move.newName))" }
  var identity: Value? { Value(display) }
  var memberNames: [String] { ["attributes", "destroysData", "kind", "name", "sort", "was"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "sort": return Value("rename")
    case "kind": return Value(move.new.kind.rawValue)
    case "name": return Value(move.new.names.joined(separator: "."))
    case "was": return Value(move.old.names.joined(separator: "."))
    case "destroysData": return .bool(false)
    case "attributes": return .list([])
    default: return nil
    }
  }
}

/// A schema at one moment, as scripts hold it.
final class SchemaValue: MachineReadable {
  let snapshot: Snapshot

  init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  var typeName: String { "schema" }
  var display: String { "\(snapshot.objects.count) objects" }
  var jsonLines: [String] { ["{\"objects\":\(snapshot.objects.count)}"] }
  var memberNames: [String] { ["count", "objects"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "count": return .int(snapshot.objects.count)
    case "objects":
      return .list(snapshot.objects.keys.sorted().map { Value($0.description) })
    default: return nil
    }
  }
}

/// Hands out a list that is there already.
final class ValueIterator: HostIterator {
  private var rest: ArraySlice<Value>

  init(_ values: [Value]) { rest = values[...] }

  func next(_ interpreter: Interpreter) throws -> Value? { rest.popFirst() }
}
