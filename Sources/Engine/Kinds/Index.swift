package import Postgres

/// An index that no constraint made.
package struct Index: SchemaObject {
  package static let kind: KindName = "index"

  package let id: ObjectID
  package let table: ObjectID
  package let definition: String
  /// Each partition has its own, attached to it: nothing is read when it is made.
  package let isPartitioned: Bool
  package internal(set) var tablespace: String?
  /// The end of its definition, where it is one of some rows only.
  private let predicate: String?
  package internal(set) var isClustered: Bool
  package internal(set) var isReplicaIdentity: Bool
  package let isValid: Bool
  /// `2 300`: how closely `analyze` looks at the values of its second expression.
  package internal(set) var statistics: [String]
  package let seniority: UInt32

  package static func == (a: Index, b: Index) -> Bool {
    a.id == b.id && a.table == b.table && a.definition == b.definition
      && a.tablespace == b.tablespace && a.isClustered == b.isClustered
      && a.isReplicaIdentity == b.isReplicaIdentity && a.isValid == b.isValid
      && a.statistics == b.statistics
  }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    with lent as materialized (\(lentTypes))
    select null, c.oid, null, x.indrelid, c.relname,
      case when \(needsServer(version)) then pg_get_indexdef(c.oid) end,
      x.indkey, x.indoption, x.indcollation, \(flags: flags), s.spcname,
      case when x.indexprs is not null then array(select attnum || ' ' || attstattarget
        from pg_attribute where attrelid = c.oid and attstattarget >= 0 order by attnum) end
    from pg_index x
      join pg_class c on c.oid = x.indexrelid
      left join pg_tablespace s on s.oid = c.reltablespace
    where c.relkind in ('i', 'I') and x.indrelid::int8 >= 16384 and c.relpersistence <> 't'
      and c.relnamespace <> 99 and x.indexrelid not in (
        select conindid from pg_constraint where contype in ('p', 'u', 'x'))
    """
  }

  /// Its expressions by their places, and its predicate.
  package static func texts(_ version: ServerVersion) -> Texts? {
    Texts(
      trace: "pg_index where indexprs is not null or indpred is not null",
      query: """
        select null, x.indexrelid, place, pg_get_indexdef(x.indexrelid, place, false)
        from pg_index x
          join generate_series(1, current_setting('max_index_keys')::int) place
            on place <= x.indnkeyatts and x.indkey[place - 1] = 0
        where x.indexprs is not null
        union all
        select null, indexrelid, \(literal: predicatePlace), pg_get_expr(indpred, indrelid)
        from pg_index where indpred is not null
        """)
  }

  private static let predicatePlace = -1

  private static func text(_ oid: UInt32, _ place: Int, _ catalog: Catalog) -> String? {
    catalog.text(of: Address(SystemCatalog.relation, oid, Int32(truncatingIfNeeded: place)))
  }

  private static let flags: [SQL] = [
    "x.indisunique", "c.relkind = 'I'", "x.indisclustered", "x.indisreplident",
    "x.indisvalid or c.relkind = 'I'", "x.indpred is not null",
  ]

  /// Where only PostgreSQL itself writes the definition: whatever is not a B-tree with each
  /// column's own operator class, and either its own collation or the database's. The four types'
  /// classes are lent to others.
  private static func needsServer(_ version: ServerVersion) -> SQL {
    let newer: SQL = version.major >= 15 ? "or x.indnullsnotdistinct" : ""
    return """
      c.reloptions is not null
        or c.relam <> 403 or x.indrelid = any (array(select oid from pg_class where relkind = 'm'))
        or x.indnatts <> x.indnkeyatts \(newer)
        or x.indclass::oid[] && array(select oid from pg_opclass where opcmethod = 403
          and (not opcdefault or opcintype in (26, 1042, 1560, 1562)))
        or not x.indcollation::oid[] <@ '{0,100}'::oid[]
        or case when exists (select from lent) then exists (select from pg_attribute a
          where a.attrelid = x.indrelid and a.attnum = any (x.indkey::int2[])
            and a.atttypid in (select type from lent)) else false end
        or strpos(replace(replace(x.indexprs::text, 'collid 0 ', ''), 'collid 100 ', ''), 'coll') > 0
      """
  }

  /// Users' types that can be indexed as another type without being told so, by that type's
  /// default class: citext as text.
  private static let lentTypes: SQL = """
    with lent as materialized (select castsource as type from pg_cast
      where castmethod = 'b' and castcontext = 'i' and castsource >= 16384)
    select type from lent
    union all select oid from pg_type where typbasetype in (select type from lent)
    """

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let relation = row.oid()
    guard let table = catalog.relation(relation) else { return nil }
    self.table = table
    id = ObjectID(Self.kind, table.names.dropLast() + [row.text()])
    let text = row.optionalText()
    let (key, options, collations) = (row.intArray(), row.intArray(), row.intArray())
    var flags = row.flags()
    let isUnique = flags.next()
    isPartitioned = flags.next()
    isClustered = flags.next()
    isReplicaIdentity = flags.next()
    isValid = flags.next()
    tablespace = row.optionalText()
    statistics = row.optionalTextArray() ?? []
    let oid = catalog.address.oid
    seniority = oid
    predicate = flags.next() ? Self.text(oid, Self.predicatePlace, catalog) : nil
    var expressions: [String] = []
    for (number, place) in zip(key, 1...) where number == 0 {
      if let text = Self.text(oid, place, catalog) { expressions.append(text) }
    }
    let plain = catalog.index(
      id.names, on: table, relation, key, options: options, collations: collations,
      expressions: expressions,
      isUnique: isUnique, isPartitioned: isPartitioned, predicate: predicate)
    definition = text ?? plain ?? ""
  }

  package static var rules: [Rule<Index>] {
    [
      .replace("table", \.table),
      .replace("definition", \.definition).asRead(),
      .derived("isPartitioned", \.isPartitioned),
      .derived("predicate", \.predicate),
      .derived("seniority", \.seniority),
      Rule("tablespace", \.tablespace) { _, new in
        .alter([
          MovedIndex.statement(
            new.id.names, to: new.tablespace, isPartitioned: new.isPartitioned)
        ])
      },
      Rule("isClustered", \.isClustered) { _, new in new.choice.clustering },
      Rule("isReplicaIdentity", \.isReplicaIdentity) { _, new in new.choice.replicaIdentity },
      Rule("statistics", \.statistics) { old, new in
        .alter(new.targets(from: old.statistics))
      },
      Rule("isValid", \.isValid) { _, new in new.isValid ? .replace : .alter([]) },
    ]
  }

  package static var blockForm: BlockForm? {
    BlockForm(
      ["index", "unique index"], place: .behind("on"), naming: .inTableSchema, usual: "using btree")
  }

  package var parent: ObjectID? { table }
  package var claims: [ObjectID] { [ObjectID(Table.nameSpace, id.names)] }
  package var clusterNeeds: [ObjectID] { tablespace.map { [.tablespace($0)] } ?? [] }
  package var reference: SQL { "index \(name: id.names)" }
  package var recheck: Recheck { .order }
  package var barsNulls: Bool { isReplicaIdentity }
  package var isTakenOver: Bool { true }
  // An index behind a constraint is only taken for another one behind a constraint.
  package func isRival(of other: any SchemaObject) -> Bool {
    (other as? Index).map { $0.shape == shape } ?? false
  }
  /// What PostgreSQL compares where it looks for an index to take over.
  var shape: String {
    let isUnique = definition.utf8.starts(with: "CREATE UNIQUE".utf8)
    return (isUnique ? "UNIQUE " : "") + Self.keys(in: definition)
  }
  /// `btree (a, b) WHERE …`: what follows the table's name, in which ` USING ` may stand quoted.
  private static func keys(in definition: String) -> String {
    var isQuoted = false
    let text = Array(definition.utf8)
    let sign = Array(" USING ".utf8)
    for place in text.indices {
      if text[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, text[place...].starts(with: sign) {
        return String(decoding: text[(place + sign.count)...], as: UTF8.self)
      }
    }
    return definition
  }

  package func rename(to name: String) -> Statement {
    Statement("alter \(reference) rename to \(name: name)", lock: .shareUpdateExclusive)
  }

  package func isRenamed(as other: Index) -> Bool {
    // PostgreSQL's own words, in which the name comes right before the table.
    func nameless(_ index: Index) -> Substring? {
      let head = "INDEX \(quoteIdentifier(index.id.name)) ON "
      return index.definition.firstRange(of: head).map { index.definition[$0.upperBound...] }
    }
    return nameless(self) == nameless(other) && nameless(self) != nil
      && definition.hasPrefix("CREATE UNIQUE") == other.definition.hasPrefix("CREATE UNIQUE")
      && tablespace == other.tablespace && isValid == other.isValid
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [
      Statement(
        placed(definition), lock: .share, hazards: (isPartitioned ? [] : [.scans]) + twinHazard,
        online: onlineCreation)
    ]
  }

  /// Rows may be alike in what a unique index tells apart.
  var twinHazard: [Hazard] {
    !isPartitioned && definition.utf8.starts(with: "CREATE UNIQUE".utf8)
      ? [.mayFail("rows of \(table) that break \(id.name)")] : []
  }

  /// The definition, or its end, with the tablespace, which stands before the condition.
  func placed(_ definition: String) -> SQL {
    guard let tablespace else { return "\(catalog: definition)" }
    let condition = predicate.map { " WHERE \($0)" } ?? ""
    let text = Array(definition.utf8)
    let length =
      text.count
      - (text.suffix(condition.utf8.count).elementsEqual(condition.utf8) ? condition.utf8.count : 0)
    let (head, tail) = (text[..<length], text[length...])
    return """
      \(catalog: String(decoding: head, as: UTF8.self)) tablespace \(name: tablespace)\
      \(catalog: String(decoding: tail, as: UTF8.self))
      """
  }

  // A partition's constraint that took its index into this one would keep it from going.
  package func drop(with carried: [any SchemaObject]) -> [Statement] {
    let cascade: SQL = carried.contains { $0 is Constraint } ? " cascade" : ""
    let isSimple = cascade.isEmpty && !isPartitioned
    return [
      Statement("drop \(reference)\(cascade)", online: isSimple ? [onlineDrop(of: id.name)] : nil)
    ]
  }

  package func finish() -> [Statement] {
    choice.statements + targets(from: [])
  }

  private var choice: ChosenIndex {
    ChosenIndex(
      table: table, name: id.name, isClustered: isClustered, isReplicaIdentity: isReplicaIdentity)
  }

  /// What `create index` has no words for.
  private func targets(from old: [String]) -> [Statement] {
    func column(_ entry: String) -> String { String(entry.prefix { $0 != " " }) }
    let kept = Set(statistics.map(column))
    let gone = old.map(column).filter { !kept.contains($0) }.map { "\($0) -1" }
    return (gone + statistics.filter { !old.contains($0) }).map { entry in
      let value = entry.dropFirst(column(entry).count + 1)
      return Statement(
        """
        alter \(reference) alter column \(catalog: column(entry)) \
        set statistics \(catalog: String(value))
        """, lock: .shareUpdateExclusive, subject: id)
    }
  }

  package func response(to disturbance: Disturbance) -> Response {
    guard disturbance.cause == .altered, Reread.isStable(definition) else { return .rebuild }
    // PostgreSQL rebuilds indexes itself when a column's type changes, but for these.
    guard let successor = disturbance.successor as? Index, !successor.statistics.isEmpty else {
      return .stay
    }
    // Nobody else has seen the new one.
    let targets = successor.targets(from: []).map { statement in
      var statement = statement
      statement.lock = .none
      return statement
    }
    return .letGo([], late: targets)
  }
}
