package import Postgres

/// A table's constraint: primary key, unique, check, foreign key or exclusion.
package struct Constraint: SchemaObject {
  package static let kind: KindName = "constraint"

  package let id: ObjectID
  package let table: ObjectID
  /// As `pg_constraint.contype`: p, u, c, f, x.
  package let sort: String
  /// The positions of its columns, in its order; 0 for an expression.
  package let key: [Int]
  /// What a foreign key refers to, and the positions of the columns there.
  package let target: ObjectID?
  package let targetKey: [Int]
  /// What follows `add constraint name`, without `not valid`.
  package let definition: String
  package internal(set) var isValid: Bool
  /// Storage parameters and tablespace of the index behind it.
  package internal(set) var indexOptions: [String]
  package internal(set) var indexTablespace: String?
  package internal(set) var isClustered: Bool
  package internal(set) var isReplicaIdentity: Bool
  /// False where the constraint is there only because a parent has it.
  package let isLocal: Bool
  package private(set) var inherited: Leader?
  /// There because `inherits (…)` brings it, or being a partition.
  package let comesWithParent: Bool
  /// What PostgreSQL calls it. A partition's copy of a foreign key goes by its parent's name where
  /// it can: what the copy itself is called nobody dumps.
  package let spokenName: String
  /// Its index is a partitioned one: each partition has its own, attached to it.
  package let isPartitioned: Bool
  /// Its table is: there are no rows but in the partitions.
  let isOnPartitioned: Bool
  package let seniority: UInt32
  /// What of it came with PostgreSQL 18, in words.
  private let newest: String?

  package static func == (a: Constraint, b: Constraint) -> Bool {
    a.id == b.id && a.sort == b.sort && a.definition == b.definition && a.isValid == b.isValid
      && a.indexOptions == b.indexOptions && a.indexTablespace == b.indexTablespace
      && a.isClustered == b.isClustered && a.isReplicaIdentity == b.isReplicaIdentity
  }

  package static var isLent: Bool { true }

  package static func query(_ version: ServerVersion) -> SQL? {
    """
    select k.tableoid, k.oid, null, k.conrelid, k.conname, k.contype,
      case when \(needsServer(version)) then pg_get_constraintdef(k.oid) end,
      case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end,
      k.conkey, k.confrelid, k.confkey,
      case when k.contype = 'f' then concat(k.confmatchtype, k.confupdtype, k.confdeltype) end,
      \(flags: flags(version)), i.reloptions, s.spcname, x.indexrelid,
      case when k.contype = 'f' then o.conrelid end,
      case when k.contype = 'f' and o.oid is not null then \(commonName("o")) end,
      case when k.contype = 'f' and o.oid is not null then \(commonName("k")) end,
      \(newest(version))
    from pg_constraint k
      left join pg_constraint o on o.oid = k.conparentid
      left join pg_index x on x.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
      left join pg_class i on i.oid = x.indexrelid
      left join pg_tablespace s on s.oid = i.reltablespace
    where k.conrelid::int8 >= 16384 and k.contype in ('p', 'u', 'c', 'f', 'x')
      and (k.contype <> 'f' or o.conrelid is distinct from k.conrelid)
    """
  }

  private static func flags(_ version: ServerVersion) -> [SQL] {
    [
      "k.condeferrable", "k.condeferred", "k.connoinherit", isValid(version),
      "coalesce(x.indisclustered, false)", "coalesce(x.indisreplident, false)", "k.conislocal",
      "k.contype = 'c' and k.coninhcount > 0", "coalesce(i.relkind = 'I', false)",
      """
      k.contype = 'f' and k.conrelid = any (array(select partrelid from pg_partitioned_table))
      """,
    ]
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let relation = row.oid()
    guard let table = catalog.relation(relation) else { return nil }
    self.table = table
    spokenName = row.text()
    sort = row.text()
    let fromServer = row.optionalText()
    let expression = row.optionalText()
    key = row.optionalIntArray() ?? []
    let other = row.oid()
    targetKey = row.optionalIntArray() ?? []
    target = catalog.relation(other)
    let actions = row.optionalText()
    var flags = row.flags()
    let plain = Self.plainDefinition(
      sort, expression, key, to: other, targetKey, actions, &flags, relation, catalog)
    isValid = flags.next()
    let whole = fromServer ?? plain
    definition = whole.hasSuffix(" NOT VALID") ? String(whole.dropLast(10)) : whole
    indexOptions = row.optionalTextArray() ?? []
    indexTablespace = row.optionalText()
    isClustered = flags.next()
    isReplicaIdentity = flags.next()
    let index = row.optionalOID()
    seniority = index ?? 0
    isLocal = flags.next()
    let isInheritedCheck = flags.next()
    isPartitioned = flags.next()
    let original = row.optionalOID().flatMap { catalog.relation($0) }
    let originalName = row.optionalText()
    id = table.child(Self.kind, row.optionalText() ?? spokenName)
    isOnPartitioned = flags.next()
    newest = row.optionalText()
    if let original, let originalName {
      inherited = Leader(
        original.child(Self.kind, originalName),
        through: Inheritance.id(of: table, below: original))
      comesWithParent = true
    } else {
      inherited = isInheritedCheck ? catalog.leader(of: id, in: table) : nil
      let place = inherited.flatMap { catalog[$0.through] as? Inheritance }
      comesWithParent = !isLocal && place.map { $0.bound == nil } ?? false
    }
    if let index {
      let name = Array(table.names.dropLast()) + [id.name]
      catalog.alias(
        Address(SystemCatalog.relation, index), to: id, as: "index", "index \(name: name)")
    }
  }

  package func settled(in catalog: Catalog) -> Constraint {
    guard sort == "c", inherited != nil else { return self }
    var constraint = self
    constraint.inherited = catalog.leaders(of: id, in: table).first
    return constraint
  }

  /// What the whole family of a foreign key goes by: the name of the first of them, where that is
  /// not another constraint's.
  private static func commonName(_ copy: SQL) -> SQL {
    """
    (with recursive up as (select \(copy).conname as name, \(copy).conparentid as above
        union all select a.conname, a.conparentid from up join pg_constraint a on a.oid = up.above)
      select case when exists (select from pg_constraint b where b.conrelid = \(copy).conrelid
          and b.conname = up.name and b.oid <> \(copy).oid) then \(copy).conname else up.name end
        from up where up.above = 0)
    """
  }

  /// Where only PostgreSQL itself writes the definition.
  private static func needsServer(_ version: ServerVersion) -> SQL {
    let newer: SQL =
      version.major >= 15 ? "or x.indnullsnotdistinct or k.confdelsetcols <> '{}'" : ""
    let newest: SQL = version.major >= 18 ? "or k.conperiod or not k.conenforced" : ""
    return """
      k.contype = 'x' or x.indnatts <> x.indnkeyatts \(newer) \(newest)
        or k.contype = 'f' and k.confrelid = any (array(select objid from pg_depend
          where refclassid = 3079 and classid = 1259 and deptype = 'e'))
      """
  }

  // What is not enforced is never valid, and says so itself.
  private static func newest(_ version: ServerVersion) -> SQL {
    guard version.major >= 18 else { return "null" }
    return """
      case when k.conperiod then 'temporal keys (without overlaps)'
        when not k.conenforced then 'constraints that are not enforced' end
      """
  }

  private static func isValid(_ version: ServerVersion) -> SQL {
    version.major >= 18 ? "k.convalidated or not k.conenforced" : "k.convalidated"
  }

  private static func plainDefinition(
    _ sort: String, _ expression: String?, _ key: [Int], to other: UInt32, _ otherKey: [Int],
    _ actions: String?, _ flags: inout Flags, _ relation: UInt32, _ catalog: Catalog
  ) -> String {
    let (isDeferrable, isDeferred, stays) = (flags.next(), flags.next(), flags.next())
    let text: String? =
      switch sort {
      case "p": catalog.primaryKey(relation, key)
      case "u": catalog.unique(relation, key)
      case "c": catalog.check(expression ?? "", inherits: !stays)
      case "f": catalog.foreignKey(relation, key, to: other, otherKey, actions: actions ?? "")
      default: nil
      }
    return (text ?? "") + catalog.deferral(isDeferrable: isDeferrable, isDeferred: isDeferred)
  }

  package static var rules: [Rule<Constraint>] {
    [
      .replace("sort", \.sort),
      .replace("definition", \.definition).asRead(),
      Rule("isValid", \.isValid) { _, new in
        new.isValid
          ? .alter([new.validation]) : .replace
      },
      Rule("indexOptions", \.indexOptions) { old, new in
        if new.isPartitioned { return .replace }
        return .alter(
          Options.change(
            new.alterIndex, from: old.indexOptions, to: new.indexOptions, on: new.id))
      },
      Rule("indexTablespace", \.indexTablespace) { _, new in
        .alter([
          MovedIndex.statement(
            new.indexNames, to: new.indexTablespace, isPartitioned: new.isPartitioned)
        ])
      },
      Rule("isClustered", \.isClustered) { _, new in new.choice.clustering },
      Rule("isReplicaIdentity", \.isReplicaIdentity) { _, new in new.choice.replicaIdentity },
      .derived("table", \.table),
      .derived("key", \.key),
      .derived("target", \.target),
      .derived("targetKey", \.targetKey),
      .derived("isLocal", \.isLocal),
      .derived("inherited", \.inherited?.id),
      .derived("comesWithParent", \.comesWithParent),
      .derived("spokenName", \.spokenName),
      .derived("isPartitioned", \.isPartitioned),
      .derived("isOnPartitioned", \.isOnPartitioned),
      .derived("newest", \.newest),
      .derived("seniority", \.seniority),
    ]
  }

  /// PostgreSQL looks at no row, old or new.
  var isEnforced: Bool { !definition.hasSuffix(" NOT ENFORCED") }
  var hasIndex: Bool { sort == "p" || sort == "u" || sort == "x" }

  package var parent: ObjectID? { table }
  package var leader: Leader? { inherited }
  package func isCopy(of leader: any SchemaObject) -> Bool {
    (leader as? Constraint)?.isValid == isValid
  }
  // An heir that is made after a check checks all its rows, of which it has none.
  package var followsItsHeirs: Bool { sort == "c" && !isValid }
  // A partition keeps its copy of the parent's foreign key when it is detached.
  package var staysBehind: Bool { sort == "f" && comesWithParent }
  package var claims: [ObjectID] {
    guard hasIndex else { return [id] }
    let name = ObjectID(Table.nameSpace, table.names.dropLast() + [id.name])
    return sort == "p" ? [id, name, ObjectID("primary key", table.names)] : [id, name]
  }
  package var clusterNeeds: [ObjectID] { indexTablespace.map { [.tablespace($0)] } ?? [] }
  package var reference: SQL { "constraint \(name: spokenName) on \(name: table.names)" }
  package var reach: Reach? { sort == "f" ? Reach(.shareRowExclusive) : nil }
  package var novelties: [Novelty] {
    let distinct =
      definition.hasPrefix("UNIQUE NULLS NOT DISTINCT")
      ? [Novelty("unique constraints with nulls not distinct", since: 15)] : []
    return distinct + (newest.map { [Novelty($0, since: 18)] } ?? [])
  }
  package var barsNulls: Bool { sort == "p" || isReplicaIdentity }
  package var reachesParts: Bool { sort == "f" }
  package var refersTo: ObjectID? { sort == "f" ? target : nil }
  var isOnForeign: Bool { table.kind == ForeignTable.kind }
  package var condition: String? { sort == "c" && isValid ? definition : nil }
  package var recheck: Recheck { hasIndex ? .order : sort == "c" ? .conditions : .nothing }
  package var isTakenOver: Bool { sort != "f" }
  package func isRival(of other: any SchemaObject) -> Bool {
    guard hasIndex, sort != "x" else { return false }
    if let other = other as? Constraint { return other.hasIndex && other.keys == keys }
    return (other as? Index).map { $0.shape == "UNIQUE btree \(keys)" } ?? false
  }
  /// `(a, b)`: what the index behind it is on.
  private var keys: Substring { definition.drop { $0 != "(" } }
  var alterTable: SQL { "alter table \(name: table.names)" }
  private var indexNames: [String] { table.names.dropLast() + [id.name] }
  private var alterIndex: SQL { "alter index \(name: indexNames)" }

  private var text: SQL {
    "constraint \(name: id.name) \(saying)\(isValid ? "" : " not valid")"
  }

  /// All that is said of it at once, but for its name.
  package var saying: SQL {
    guard isPartitioned else { return "\(catalog: definition)" }
    // A partitioned index is told how to store its entries when it is made, or never.
    let body = String(definition.dropLast(deferral.count))
    return "\(catalog: body)\(Options.with(indexOptions))\(catalog: deferral)"
  }

  /// The end of the definition that says when it is checked.
  private var deferral: String {
    [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"].first { definition.hasSuffix($0) } ?? ""
  }

  // `create table` cannot say "not valid", and a foreign key reads better on its own.
  package func clause(_ parts: [Part]) -> SQL? {
    isValid && sort != "f" && !comesWithParent && !isPartitioned && indexOptions.isEmpty
      && indexTablespace == nil ? text : nil
  }

  package func create(_ parts: [Part]) -> [Statement] {
    if comesWithParent { return [] }
    // Each partition makes its own index, under its own name, and attaches it.
    let only: SQL = isPartitioned ? "only " : ""
    // A partitioned table's own index is made alone; a foreign table's rows are not looked at.
    let scans: [Hazard] =
      !isValid || !isEnforced || isPartitioned || isOnForeign
      ? [] : [.scans, .mayFail("rows of \(table) that break \(id.name)")]
    var statements = [
      Statement(
        "alter table \(only)\(name: table.names) add \(text)",
        lock: sort == "f" ? .shareRowExclusive : .accessExclusive,
        hazards: scans, reach: reach,
        online: onlineCreation)
    ]
    if !isPartitioned {
      statements += Options.change(alterIndex, from: [], to: indexOptions, on: id)
    }
    if let indexTablespace {
      statements.append(Statement("\(alterIndex) set tablespace \(name: indexTablespace)"))
    }
    return statements
  }

  package func finish() -> [Statement] {
    choice.statements
  }

  private var choice: ChosenIndex {
    ChosenIndex(
      table: table, name: id.name, isClustered: isClustered, isReplicaIdentity: isReplicaIdentity)
  }

  package func drop() -> [Statement] {
    [
      Statement(
        "\(alterTable) drop constraint \(name: spokenName)",
        reach: sort == "f" ? Reach(.accessExclusive) : nil)
    ]
  }

  package func rename(to name: String) -> Statement {
    Statement("\(alterTable) rename constraint \(name: spokenName) to \(name: name)")
  }
  package func isRenamed(as other: Constraint) -> Bool { hasAttributes(of: other) }

  package func response(to disturbance: Disturbance) -> Response {
    // PostgreSQL carries constraints over a change of their columns' types by itself; but the two
    // ends of a foreign key may both change, one after the other.
    disturbance.cause == .altered && sort != "f" && Reread.isStable(definition) ? .stay : .rebuild
  }
}

extension Constraint {
  /// Constraints whose index is that of another among `parts`: PostgreSQL makes only one of them
  /// when one `create table` states them all.
  static func twins(among parts: [Part]) -> [Constraint] {
    var seen: Set<Substring> = []
    return parts.compactMap { $0.object as? Constraint }
      .filter { $0.sort == "p" || $0.sort == "u" }
      .sorted { ($0.sort, $0.id) < ($1.sort, $1.id) }
      .filter { !seen.insert($0.definition.drop { $0 != "(" }).inserted }
  }
}
