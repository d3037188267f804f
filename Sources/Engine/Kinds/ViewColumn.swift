package import Postgres

/// A column of a view, made and dropped with it: there to be commented on and granted, and, in a
/// materialized view, to be told how it is stored.
package struct ViewColumn: SchemaObject {
  package static let kind: KindName = "view column"

  package let id: ObjectID
  package let view: ObjectID
  package internal(set) var storage: String?
  private let usualStorage: String
  package internal(set) var compression: String?
  package internal(set) var statistics: Int?
  package internal(set) var options: [String]

  package static var trace: SQL? { "pg_class where relkind in ('v', 'm') and oid >= 16384" }

  package static var traceIsScanned: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    let compression: SQL = version.major >= 14 ? "nullif(a.attcompression, '')" : "null"
    return """
      select null, a.attrelid, a.attnum, a.attname,
        case when c.relkind = 'm' and a.attstorage <> t.typstorage then a.attstorage end,
        t.typstorage,
        \(compression), case when a.attstattarget >= 0 then a.attstattarget end, a.attoptions
      from (select oid, relkind from pg_class where relkind in ('v', 'm') and oid::int8 >= 16384
          order by oid) c
        cross join lateral (select * from pg_attribute
          where attrelid = c.oid and attnum > 0 order by attnum) a
        join pg_type t on t.oid = a.atttypid
      order by c.oid
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let view = catalog.relation(catalog.address.oid) else { return nil }
    self.view = view
    id = view.child(Self.kind, row.text())
    storage = row.optionalText()
    usualStorage = row.text()
    compression = row.optionalText()
    statistics = row.optionalInt()
    options = (row.optionalTextArray() ?? []).filter(Column.isOption)
  }

  package static var rules: [Rule<ViewColumn>] {
    [
      .alter("storage", \.storage) { _, new in
        "\(new.alter) set storage \(Column.storageName(new.storage ?? new.usualStorage))"
      },
      .alter("compression", \.compression) { _, new in
        "\(new.alter) set compression \(Column.compressionName(new.compression))"
      },
      .alter("statistics", \.statistics, lock: .shareUpdateExclusive) { _, new in
        "\(new.alter) set statistics \(literal: new.statistics ?? -1)"
      },
      Rule("options", \.options) { old, new in
        .alter(Options.change(new.alter, from: old.options, to: new.options))
      },
      .derived("usualStorage", \.usualStorage),
      .derived("view", \.view),
    ]
  }

  package var parent: ObjectID? { view }
  package var reference: SQL { "column \(name: id.names)" }
  private var alter: SQL {
    "alter materialized view \(name: view.names) alter column \(name: id.name)"
  }

  package func rename(to name: String) -> Statement {
    Statement("alter table \(name: view.names) rename column \(name: id.name) to \(name: name)")
  }
  package func isRenamed(as other: ViewColumn) -> Bool { hasAttributes(of: other) }

  package func create(_ parts: [Part]) -> [Statement] {
    var statements = parts.flatMap { $0.object.create([]) }
    if let storage {
      statements.append(Statement("\(alter) set storage \(Column.storageName(storage))"))
    }
    if compression != nil {
      statements.append(
        Statement("\(alter) set compression \(Column.compressionName(compression))"))
    }
    if let statistics {
      statements.append(
        Statement("\(alter) set statistics \(literal: statistics)", lock: .shareUpdateExclusive))
    }
    return statements + Options.change(alter, from: [], to: options)
  }

  package func drop() -> [Statement] { [] }
  package func response(to disturbance: Disturbance) -> Response { .stay }
}
