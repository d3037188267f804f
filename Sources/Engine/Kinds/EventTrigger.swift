package import Postgres

/// A trigger that fires on changes of the schema itself.
package struct EventTrigger: SchemaObject {
  package static let kind: KindName = "event trigger"

  package let id: ObjectID
  package let event: String
  /// The commands it is about; empty for all.
  package internal(set) var tags: [String]
  package internal(set) var function: String
  package internal(set) var firing: Firing

  package static var trace: SQL? { "pg_event_trigger" }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select tableoid, oid, 0, evtname, evtevent, evttags, evtfoid::regproc, evtenabled
    from pg_event_trigger
    """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    event = row.text()
    tags = row.optionalTextArray() ?? []
    function = row.text()
    firing = Firing(row.text())
  }

  package static var rules: [Rule<EventTrigger>] {
    [
      .replace("event", \.event),
      .replace("tags", \.tags),
      .replace("function", \.function),
      .alter("firing", \.firing, lock: .none) { _, new in new.firingChange },
    ]
  }

  package var reference: SQL { "event trigger \(name: id.names)" }
  private var firingChange: SQL { "alter \(reference) \(firing.verb)" }

  package func create(_ parts: [Part]) -> [Statement] {
    var sql: SQL = "create \(reference) on \(name: event)"
    if !tags.isEmpty { sql += " when tag in (\(tags.map { SQL("\(literal: $0)") }.joined()))" }
    sql += " execute function \(catalog: function)()"
    return [Statement(sql, lock: .none)]
      + (firing == .usual ? [] : [Statement(firingChange, lock: .none)])
  }

  package func drop() -> [Statement] { [Statement("drop \(reference)", lock: .none)] }
}
