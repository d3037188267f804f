package import Postgres

/// A rule that rewrites statements about a table or view. The one that makes a view a view is the
/// view's own.
package struct RewriteRule: SchemaObject {
  package static let kind: KindName = "rule"

  package let id: ObjectID
  package let relation: ObjectID
  package let definition: String
  package internal(set) var firing: Firing
  private let written: WrittenRelations

  package static var trace: SQL? { "pg_rewrite where oid >= 16384 and rulename <> '_RETURN'" }

  package static var traceIsScanned: Bool { true }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select r.tableoid, r.oid, 0, r.ev_class, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled,
      \(WrittenRelations.query("r.ev_action"))
    from pg_rewrite r where r.oid >= 16384 and r.rulename <> '_RETURN'
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let relation = catalog.relation(row.oid()) else { return nil }
    self.relation = relation
    id = relation.child(Self.kind, row.text())
    definition = row.text().withoutSemicolon
    firing = Firing(row.text())
    written = WrittenRelations(row.textArray())
  }

  package static var rules: [Rule<RewriteRule>] {
    [
      .redefine("definition", \.definition).asRead(),
      .alter("firing", \.firing) { _, new in new.firingChange },
      .derived("relation", \.relation),
      .derived("written", \.written),
    ]
  }

  package static var blockForm: BlockForm? {
    BlockForm(
      ["rule"], place: .before(["where", "do"], link: "to"), naming: .onTable, openings: ["as on"])
  }

  package var parent: ObjectID? { relation }
  package var reference: SQL { "rule \(name: id.name) on \(name: relation.names)" }

  private var firingChange: SQL {
    "alter table \(name: relation.names) \(firing.verb) rule \(name: id.name)"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("\(catalog: definition)", reach: written.reach)]
      + (firing == .usual ? [] : [Statement(firingChange)])
  }

  package func redefine(from old: RewriteRule) -> [Statement] {
    let verb = "CREATE RULE"
    guard definition.hasPrefix(verb) else { return drop() + create([]) }
    return [
      Statement(
        "create or replace rule\(catalog: String(definition.dropFirst(verb.count)))",
        reach: written.reach)
    ]
  }
}
