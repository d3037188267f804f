package import Postgres

/// A sequence that stands for itself; those of identity columns belong to their columns.
package struct Sequence: SchemaObject {
  package static let kind: KindName = "sequence"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  package internal(set) var type: String
  package internal(set) var start: Int
  package internal(set) var increment: Int
  package internal(set) var minimum: Int
  package internal(set) var maximum: Int
  package internal(set) var cache: Int
  package internal(set) var cycles: Bool
  package internal(set) var isUnlogged: Bool
  /// Only where it is not as the table of the column that owns it, which it follows by itself.
  let ownLogging: Bool?

  package static var trace: SQL? { "pg_sequence" }

  package static func query(_ version: ServerVersion) -> SQL? {
    // An older server's are all logged, and stay so. Few databases have anything that is not.
    let ownLogging: SQL =
      version.major >= 15
      ? """
      case when exists (select from pg_class where relpersistence = 'u') then (
        select c.relpersistence = 'u' from pg_depend d join pg_class t on t.oid = d.refobjid
        where d.classid = 1259 and d.objid = c.oid and d.refclassid = 1259 and d.deptype = 'a'
          and d.refobjsubid > 0 and t.relpersistence <> c.relpersistence) end
      """ : "null"
    return """
      select null, c.oid, null, c.relnamespace, c.relname, c.relpersistence = 'u',
        format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        s.seqcycle, \(ownLogging)
      from pg_class c join pg_sequence s on s.seqrelid = c.oid
      where c.oid::int8 >= 16384 and c.relpersistence <> 't'
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text()])
    isUnlogged = row.bool()
    type = row.text()
    start = row.int()
    increment = row.int()
    minimum = row.int()
    maximum = row.int()
    cache = row.int()
    cycles = row.bool()
    ownLogging = row.optionalBool()
    let oid = catalog.address.oid
    if let column = catalog.whole(of: Address(SystemCatalog.relation, oid)) {
      catalog.note(InnerObject(oid: oid, content: self), within: column)
      return nil
    }
  }

  // The bounds depend on each other and on the type, so one statement changes them together.
  package static var rules: [Rule<Sequence>] {
    [
      .redefine("type", \.type),
      .redefine("increment", \.increment),
      .redefine("minimum", \.minimum),
      .redefine("maximum", \.maximum),
      .redefine("start", \.start),
      .redefine("cache", \.cache),
      .redefine("cycles", \.cycles),
      Rule("isUnlogged", \.isUnlogged) { _, new in .alter([new.logging]) },
      Rule("ownLogging", \.ownLogging) { _, new in .alterLate(new.finish()) },
    ]
  }

  package var claims: [ObjectID] { [ObjectID(Table.nameSpace, id.names)] }
  package var reference: SQL { "sequence \(name: id.names)" }

  // "Owned by" makes the sequence depend on a column; that is an object of its own here.
  package func ignoresAutomatic(_ needed: ObjectID) -> Bool { needed.kind == Column.kind }

  package func create(_ parts: [Part]) -> [Statement] {
    let unlogged: SQL = isUnlogged ? "unlogged " : ""
    return [
      Statement("create \(unlogged)sequence \(qualifiedName)\(unusualOptions)", lock: .none)
    ]
  }

  // Its table has become what it is by then, and has taken it along.
  package func finish() -> [Statement] { ownLogging == nil ? [] : [logging] }

  private var logging: Statement {
    Statement("alter sequence \(qualifiedName) set \(isUnlogged ? "unlogged" : "logged")")
  }

  /// The options that a sequence of this type would not have by itself.
  private var unusualOptions: SQL {
    let (low, high) = Identity.bounds(type: type, ascending: increment > 0)
    var sql = SQL()
    if type != "bigint" { sql += " as \(catalog: type)" }
    if increment != 1 { sql += " increment by \(literal: increment)" }
    if minimum != low { sql += " minvalue \(literal: minimum)" }
    if maximum != high { sql += " maxvalue \(literal: maximum)" }
    if start != (increment > 0 ? minimum : maximum) { sql += " start with \(literal: start)" }
    if cache != 1 { sql += " cache \(literal: cache)" }
    if cycles { sql += " cycle" }
    return sql
  }

  private var options: SQL {
    """
     as \(catalog: type) increment by \(literal: increment) minvalue \(literal: minimum) \
    maxvalue \(literal: maximum) start with \(literal: start) cache \(literal: cache) \
    \(cycles ? "cycle" : "no cycle")
    """
  }

  package func redefine(from old: Sequence) -> [Statement] {
    let move = SequenceMove(
      name: qualifiedName, old: old.minimum...old.maximum, new: minimum...maximum)
    let restart: SQL = move.isRestart ? " restart with \(literal: start)" : ""
    return move.statements + [
      Statement("alter sequence \(qualifiedName)\(options)\(restart)", lock: .shareRowExclusive)
    ]
  }

  package func isRenamed(as other: Sequence) -> Bool { hasAttributes(of: other) }

  package func drop() -> [Statement] {
    [Statement("drop \(reference)", hazards: [.destroysData("the position of \(id)")])]
  }
}

/// Keeps a sequence's position within bounds that close in on it: PostgreSQL refuses them else.
struct SequenceMove {
  let name: SQL
  let old: ClosedRange<Int>
  let new: ClosedRange<Int>

  /// No position satisfies both the old bounds and the new ones.
  var isRestart: Bool { !old.overlaps(new) }

  var statements: [Statement] {
    if isRestart || new.lowerBound <= old.lowerBound && new.upperBound >= old.upperBound {
      return []
    }
    return [
      Statement(
        """
        select pg_catalog.setval(\(literal: name.text), \
        least(greatest(last_value, \(literal: new.lowerBound)), \(literal: new.upperBound)), \
        is_called) from \(name)
        """, lock: .rowExclusive)
    ]
  }
}
