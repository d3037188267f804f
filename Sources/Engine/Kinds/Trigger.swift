package import Postgres

/// A trigger of a table or view. Those that a partition has from its parent are the parent's.
package struct Trigger: SchemaObject {
  package static let kind: KindName = "trigger"

  package let id: ObjectID
  package let relation: ObjectID
  /// What `pg_get_triggerdef` says.
  package let definition: String
  package let isConstraint: Bool
  /// When it fires: as `pg_trigger.tgenabled`.
  package internal(set) var firing: Firing
  /// Every partition of its table has it, too.
  package let reachesParts: Bool
  private let canBeRedefined: Bool

  package static var trace: SQL? { "pg_trigger where not tgisinternal" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select t.tableoid, t.oid, 0, t.tgrelid, t.tgname, pg_get_triggerdef(t.oid),
      t.tgconstraint <> 0, t.tgenabled, t.tgtype & 1 = 1
    from pg_trigger t where not t.tgisinternal and t.tgparentid = 0
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let relation = catalog.relation(row.oid()) else { return nil }
    self.relation = relation
    id = relation.child(Self.kind, row.text())
    definition = row.text()
    isConstraint = row.bool()
    firing = Firing(row.text())
    reachesParts = row.bool()
    canBeRedefined = catalog.version.major >= 14 && !isConstraint
  }

  package static var rules: [Rule<Trigger>] {
    [
      .replace("isConstraint", \.isConstraint),
      Rule("definition", \.definition) { old, _ in old.canBeRedefined ? .redefine : .replace }
        .asRead(),
      Rule("firing", \.firing) { old, new in
        // `create or replace` brings the usual state back, so it says this as well. What is said of
        // the trigger is said of all its copies in partitions.
        old.definition == new.definition ? .alterAlone([new.firingChange]) : .redefine
      },
      .derived("relation", \.relation),
      .derived("reachesParts", \.reachesParts),
      .derived("canBeRedefined", \.canBeRedefined),
    ]
  }

  package static var blockForm: BlockForm? {
    let behindEvents = [
      "from", "not", "deferrable", "initially", "referencing old", "referencing new", "for", "when",
      "execute function", "execute procedure",
    ]
    return BlockForm(
      ["trigger", "constraint trigger"], place: .before(behindEvents, link: "on"),
      naming: .onTable, openings: ["before", "after", "instead of"])
  }

  package var parent: ObjectID? { relation }
  package var reference: SQL { "trigger \(name: id.name) on \(name: relation.names)" }

  private var firingChange: Statement {
    Statement(
      "alter table \(name: relation.names) \(firing.verb) trigger \(name: id.name)",
      lock: .shareRowExclusive)
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(catalog: definition)", lock: .shareRowExclusive)]
      + (firing == .usual ? [] : [firingChange])
  }

  package func redefine(from old: Trigger) -> [Statement] {
    let verb = "CREATE TRIGGER"
    guard definition.hasPrefix(verb) else { return drop() + create([]) }
    let rest = String(definition.dropFirst(verb.count))
    return [Statement("create or replace trigger\(catalog: rest)", lock: .shareRowExclusive)]
      + (firing == .usual ? [] : [firingChange])
  }
}
