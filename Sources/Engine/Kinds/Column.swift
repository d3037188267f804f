package import Postgres

/// A column of a table, foreign or not. Its default is an object of its own; what a generated column computes
/// belongs to it.
package struct Column: SchemaObject {
  package static let kind: KindName = "column"

  package let id: ObjectID
  package let table: ObjectID
  package internal(set) var type: String
  package internal(set) var isNotNull: Bool
  package internal(set) var notNullName: NotNullName
  /// Its type's: before version 16 no statement says "the usual".
  let usualStorage: String
  /// True where the rows are not here.
  package let isForeign: Bool
  /// False where the column is there only because a parent has it.
  package let isLocal: Bool
  package let position: Int
  package private(set) var inherited: Leader?
  /// `drop not null` reaches what inherits it: partitions, and from version 18 on all heirs.
  let sharesNullability: Bool
  /// There because `inherits (…)` brings it: nothing to say when the table is made.
  package let comesWithParent: Bool
  let casts: Casts
  /// Nil where there is nothing of it.
  var rarities: Boxed<Rarities>?

  /// What its columns know of a table.
  private final class Home: Sendable {
    let id: ObjectID
    let isUnlogged: Bool
    let isDivided: Bool
    let toastOptions: [String]

    init(_ id: ObjectID, _ object: (any SchemaObject)?) {
      let table = object as? Table
      self.id = id
      isUnlogged = table?.isUnlogged ?? false
      isDivided = table?.isDivided ?? false
      toastOptions = table?.toastOptions ?? []
    }
  }

  // Table by table, each found by the index: the most of the catalog is about other relations, and
  // a sort of so wide rows costs a fifth of the query.
  package static func query(_ version: ServerVersion) -> SQL? {
    let compression: SQL = version.major >= 14 ? "nullif(a.attcompression, '')" : "null"
    return """
      select null, a.attrelid, a.attnum, a.attname,
        format_type(a.atttypid, a.atttypmod), \(flags: ["a.attnotnull", "a.attislocal"]),
        case when c.relkind <> 'r' or c.reloftype <> 0 or a.attinhcount > 0
          or a.attgenerated <> '' or a.attidentity <> '' or a.attcollation not in (0, 100)
          then \(flags: rareFlags(version)) end,
        case when a.attgenerated <> '' then (select \(ColumnDefault.plainExpression)
          from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum) end,
        case when a.attgenerated <> '' then (select d.oid
          from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum) end,
        nullif(a.attidentity, ''),
        case when a.attcollation <> t.typcollation then (select quote_ident(n.nspname) || '.'
          || quote_ident(l.collname) from pg_collation l join pg_namespace n
          on n.oid = l.collnamespace where l.oid = a.attcollation) end,
        case when a.attstorage <> t.typstorage then a.attstorage end, t.typstorage,
        \(compression),
        nullif(a.attstattarget, -1), a.attoptions, a.attfdwoptions,
        n.name, n.islocal, n.isvalid, n.stays
      from (select oid, relkind, reloftype, relispartition, relhassubclass from pg_class
          where relkind in ('r', 'p', 'f') and relpersistence <> 't' and oid::int8 >= 16384
          order by oid) c
        cross join lateral (select * from pg_attribute
          where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) a
        join pg_type t on t.oid = a.atttypid
        left join (\(NotNullName.constraints(version))) n
          on a.attnotnull and n.relation = a.attrelid and n.number = a.attnum
      order by c.oid
      """
  }

  /// False for every usual column of a plain table that inherits from none and computes nothing, nor
  /// counts.
  private static func rareFlags(_ version: ServerVersion) -> [SQL] {
    [
      "c.relkind = 'f'",
      "a.attinhcount > 0",
      """
      c.relkind = 'p' and exists (select from pg_depend k where k.classid = 1259
        and k.objid = a.attrelid and k.objsubid = a.attnum and k.refclassid = 1259
        and k.refobjid = a.attrelid and k.deptype = 'i')
      """,
      "c.reloftype <> 0",
      """
      case when a.attinhcount > 0 and not a.attislocal and not a.atthasdef
        and not c.relispartition then exists (select from pg_inherits h
          join pg_attribute b on b.attrelid = h.inhparent and b.attname = a.attname
          where h.inhrelid = a.attrelid and b.atthasdef and b.attgenerated = '')
        else false end
      """,
      "coalesce(\(parting("bool_or(b.attnotnull) <> a.attnotnull")), false)",
      version.major >= 14 ? "coalesce(\(compressionParting), false)" : "false",
      """
      case when a.attgenerated <> '' then coalesce(\(parting(generatedAlike)), false)
        else false end
      """,
      "a.attgenerated = 'v'",
      "a.attcollation not in (0, 100)",
      """
      a.attidentity <> '' and c.relhassubclass
        \(version.major >= 17 ? "and c.relkind <> 'p'" : "")
      """,
    ]
  }

  package static func texts(_ version: ServerVersion) -> Texts? {
    Texts(
      trace: "pg_attrdef where oid >= 16384",
      query: """
        select null, d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid)
        from pg_attrdef d where d.oid >= 16384 and \(ColumnDefault.namesColumns)
        """)
  }

  /// What is asked about the same columns `b` of those that the table inherits from; nothing where
  /// it inherits from none.
  private static func parting(_ question: SQL) -> SQL {
    """
    case when a.attinhcount > 0 and not c.relispartition then (select \(question)
      from pg_inherits h join pg_attribute b on b.attrelid = h.inhparent
        and b.attname = a.attname and not b.attisdropped
        left join pg_attrdef e on e.adrelid = b.attrelid and e.adnum = b.attnum
      where h.inhrelid = a.attrelid) end
    """
  }

  private static let compressionParting = parting(
    "max(nullif(b.attcompression::text, '')) is distinct from nullif(a.attcompression::text, '')")

  private static let generatedAlike: SQL = """
    bool_and(pg_get_expr(e.adbin, e.adrelid) = (select pg_get_expr(d.adbin, d.adrelid)
      from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum))
    """

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    let address = catalog.address
    guard let home = catalog.home(address.oid, Home.init) else { return nil }
    table = home.id
    id = table.child(Self.kind, row.text())
    type = row.text()
    var (flags, rareFlags) = (row.flags(), row.optionalFlags())
    isNotNull = flags.next()
    isLocal = flags.next()
    isForeign = rareFlags.next()
    let isInherited = rareFlags.next()
    var rare = Rarities()
    rare.isPartitionKey = rareFlags.next()
    rare.comesWithType = rareFlags.next()
    rare.losesDefault = rareFlags.next()
    rare.partsInNotNull = rareFlags.next()
    rare.partsInCompression = rareFlags.next()
    rare.isGeneratedAlike = rareFlags.next()
    rare.isVirtual = rareFlags.next()
    rare.collatesOtherwise = rareFlags.next()
    rare.isIdentityAboveHeirs = rareFlags.next()
    let plainExpression = row.optionalText()
    let expression = row.optionalOID()
    let identityKind = row.optionalText()
    rare.collation = row.optionalText()
    rare.storage = row.optionalText()
    usualStorage = row.text()
    rare.compression = row.optionalText()
    rare.statistics = row.optionalInt()
    rare.options = (row.optionalTextArray() ?? []).filter(Self.isOption)
    rare.foreignOptions = (row.optionalTextArray() ?? []).sorted()
    position = Int(address.part)
    let notNull = row.optionalText()
    notNullName = NotNullName(
      notNull, isLocal: row.optionalBool() ?? false, isValid: row.optionalBool() ?? true,
      staysHere: row.optionalBool() ?? false, of: id)
    if let expression {
      rare.generated = plainExpression ?? catalog.text(of: address)
      catalog.alias(Address(SystemCatalog.attributeDefault, expression), to: id)
    }
    if identityKind != nil, let sequence = catalog.inner(of: address) {
      rare.identity = Identity(
        kind: identityKind, type: type, sequence.content as? Sequence,
        inUnlogged: home.isUnlogged, catalog.version)
      if let identity = rare.identity {
        let name = Array(table.names.dropLast()) + [identity.sequence]
        catalog.alias(
          Address(SystemCatalog.relation, sequence.oid), to: id, as: "sequence",
          "sequence \(name: name)")
      }
    }
    inherited = isInherited ? catalog.leader(of: id, in: table) : nil
    let place = inherited.flatMap { catalog[$0.through] as? Inheritance }
    comesWithParent = !isLocal && place.map { $0.bound == nil } ?? false
    sharesNullability =
      catalog.version.major >= 18 || place?.bound != nil || home.isDivided
    if comesWithParent, let inherited { rare.ties = [inherited.through] }
    rare.toastOptions = home.toastOptions
    rare.isInUnloggedTable = rare.identity != nil && home.isUnlogged
    casts = catalog.casts
    rarities = rare == .nothing ? nil : Boxed(rare)
  }

  package func settled(in catalog: Catalog) -> Column {
    guard inherited != nil else { return self }
    var column = self
    let leaders = catalog.leaders(of: id, in: table)
    column.inherited = leaders.first
    column.rare.hasSeveralLeaders = leaders.count > 1
    if comesWithParent { column.rare.ties = leaders.map(\.through) }
    return column
  }

  package static func == (a: Column, b: Column) -> Bool {
    a.id == b.id && a.type == b.type && a.isNotNull == b.isNotNull
      && a.notNullName == b.notNullName && a.comesWithParent == b.comesWithParent
      && a.rare == b.rare
  }

  package static var rules: [Rule<Column>] {
    [
      Rule("identity", \.identity) { old, new in .alter(new.identityRemoval(from: old)) },
      Rule("generated", \.generated, isInherited: true) { _, new in
        new.generated == nil
          ? .alter([Statement("\(new.alter) drop expression", lock: .accessExclusive)])
          : .replace
      }.asRead(),
      Rule("isVirtual", \.isVirtual) { old, new in
        old.generated == nil || new.generated == nil ? .alter([]) : .replace
      },
      Rule("type", \.type, isInherited: true) { old, new in
        old.isPartitionKey ? .replaceParent : .alterAlone(new.typeChange(from: old))
      },
      Rule("collation", \.collation, isInherited: true) { old, new in
        if old.isPartitionKey { return .replaceParent }
        return old.type == new.type ? .alterAlone(new.typeChange(from: old)) : .alter([])
      },
      Rule("toastKept", \.type) { _, new in .alterLate(new.toastKept) },
      Rule("isNotNull", \.isNotNull, isInherited: true) { _, new in
        .alter(new.isNotNull ? [new.notNull] : [])
      },
      // Where it does not reach the heirs, each may go on without nulls.
      Rule("nullable", \.isNotNull, isInherited: true) { _, new in
        .alter(
          new.isNotNull || !new.sharesNullability ? [] : [Self.opening(new.alter)])
      },
      Rule("nullableAlone", \.isNotNull) { _, new in
        .alter(
          new.isNotNull || new.sharesNullability
            ? [] : [Self.opening(new.alterOnly)])
      },
      Rule("notNullName", \.notNullName) { old, new in
        old.isNotNull && new.isNotNull ? .alter(new.notNullChange(from: old)) : .alter([])
      },
      Rule("identityOptions", \.identity) { old, new in .alter(new.identityMaking(from: old)) },
      // It has followed its table by then.
      Rule("identityLogging", \.identity) { old, new in
        guard let before = old.identity, let identity = new.identity,
          before.isUnlogged != identity.isUnlogged
        else { return .alter([]) }
        let isUnlogged = identity.isUnlogged ?? new.isInUnloggedTable
        return .alterLate([identity.logging(isUnlogged: isUnlogged, schema: new.schema)])
      },
      .alter("storage", \.storage) { _, new in
        "\(new.alterOnly) set storage \(Column.storageName(new.storage ?? new.usualStorage))"
      },
      .alter("compression", \.compression) { _, new in
        "\(new.alterOnly) set compression \(Column.compressionName(new.compression))"
      },
      .alter("statistics", \.statistics, lock: .shareUpdateExclusive) { _, new in
        "\(new.alterOnly) set statistics \(literal: new.statistics ?? -1)"
      },
      Rule("options", \.options) { old, new in
        .alter(Options.change(new.alterOnly, from: old.options, to: new.options))
      },
      .alter("foreignOptions", \.foreignOptions) { old, new in
        let change = ForeignOptions.change(from: old.foreignOptions, to: new.foreignOptions)
        return "\(new.alter)\(change)"
      },
      .derived("comesWithParent", \.comesWithParent),
      .derived("sharesNullability", \.sharesNullability),
      Rule("ties", \.ties) { old, new in
        // While one tie stays the others may come and go.
        if !Set(old.ties).isDisjoint(with: new.ties) { return .alter([]) }
        // Without a parent's column over it, a column is its table's own by itself.
        return new.comesWithParent || new.inherited != nil ? .replaceParent : .alter([])
      },
      .derived("isForeign", \.isForeign),
      .derived("usualStorage", \.usualStorage),
      .derived("isLocal", \.isLocal),
      .derived("position", \.position, isTold: true),
      .derived("table", \.table),
      .derived("inherited", \.inherited?.id),
      .derived("isPartitionKey", \.isPartitionKey),
      .derived("hasSeveralLeaders", \.hasSeveralLeaders),
      .derived("comesWithType", \.comesWithType),
      .derived("losesDefault", \.losesDefault),
      .derived("partsInNotNull", \.partsInNotNull),
      .derived("partsInCompression", \.partsInCompression),
      .derived("isGeneratedAlike", \.isGeneratedAlike),
      .derived("toastOptions", \.toastOptions),
      .derived("collatesOtherwise", \.collatesOtherwise),
      .derived("isInUnloggedTable", \.isInUnloggedTable),
      .derived("isIdentityAboveHeirs", \.isIdentityAboveHeirs),
      .derived("casts", \.casts),
    ]
  }

  package var parent: ObjectID? { table }
  package var leader: Leader? { inherited }
  package func isCopy(of leader: any SchemaObject) -> Bool {
    !losesDefault && !partsInNotNull && !partsInCompression
  }
  package func staying(under change: Change) -> [Statement] {
    guard isNotNull, sharesNullability, let old = change.old as? Column,
      let new = change.new as? Column, old.isNotNull, !new.isNotNull
    else { return [] }
    return [Statement(settingNotNull, hazards: [.scans])]
  }
  // What was a copy keeps its name.
  package func parting(from old: any SchemaObject) -> [Statement] {
    guard let old = old as? Column, old.isNotNull, isNotNull, old.notNullName.isCopy,
      notNullName.isKept, old.notNullName.spoken(of: id) != notNullName.spoken(of: id)
    else { return [] }
    return notNullRenaming(from: old)
  }
  package func departs(from leader: any SchemaObject) -> Bool {
    (leader as? Column).map { ($0.generated == nil) != (generated == nil) } ?? false
  }
  package var holdsParent: Bool { isPartitionKey }
  package var barsNulls: Bool { identity != nil }
  package var claims: [ObjectID] {
    identity.map { [ObjectID(Table.nameSpace, schema + [$0.sequence])] } ?? []
  }
  var schema: [String] { Array(table.names.dropLast()) }
  package var reference: SQL { "column \(name: id.names)" }
  package var reach: Reach? { Reach(.accessShare) }
  package static var precedesRows: Bool { true }
  package var condition: String? {
    isNotNull && !notNullName.isUnchecked ? notNullCondition : nil
  }
  var notNullCondition: String { "CHECK ((\(quoteIdentifier(id.name)) IS NOT NULL))" }
  var alterTable: SQL { "alter table \(name: table.names)" }
  var alter: SQL { "\(alterTable) alter column \(name: id.name)" }
  /// Without reaching the columns that inherit from this one.
  var alterOnly: SQL {
    "alter table only \(name: table.names) alter column \(name: id.name)"
  }

  func definition(_ parts: [Part]) -> SQL {
    var sql: SQL = "\(name: id.name) \(catalog: type)"
    if let compression, !partsInCompression {
      sql += " compression \(Self.compressionName(compression))"
    }
    sql += ForeignOptions.clause(foreignOptions)
    if let collation { sql += " collate \(catalog: collation)" }
    return sql + qualities(parts)
  }

  private func qualities(_ parts: [Part]) -> SQL {
    var sql = SQL()
    // A column that is an identity is not null by itself.
    let notNull = notNullName.clause
    if isNotNull, !notNullName.isUnchecked,
      identity == nil || !notNull.isEmpty || notNullName.staysHere
    {
      sql += " \(notNull)not null\(notNullName.staysHere ? " no inherit" : "")"
    }
    for part in parts { sql += " \(part.sql)" }
    // Before version 16 an heir may not say it again, and need not.
    if let generated, !isGeneratedAlike {
      sql += " generated always as (\(catalog: generated)) \(isVirtual ? "virtual" : "stored")"
    }
    if let identity {
      sql += identity.clause(type: type, table: table.names, column: id.name)
    }
    return sql
  }

  package func clause(_ parts: [Part]) -> SQL? {
    if comesWithParent { return nil }
    if !comesWithType { return definition(parts) }
    // Its name and type are there already.
    let qualities = qualities(parts)
    return qualities.isEmpty ? "" : "\(name: id.name) with options\(qualities)"
  }

  package func create(_ parts: [Part]) -> [Statement] {
    if comesWithParent { return [] }
    if isIdentityAboveHeirs, let identity { return creation(counting: identity) }
    let isFilled = !parts.isEmpty || identity != nil || generated != nil
    // Each row gets a value of its own, or one that has to be looked at.
    let isComputed =
      identity != nil || generated != nil && !isVirtual
      || casts.base(of: type)?.hasConditions ?? false
    let changing = parts.lazy.compactMap { $0.object as? ColumnDefault }.first(where: \.isVolatile)
    let hazards: [Hazard] = isNotNull && !isFilled ? [.scans, rowHazard] : []
    return [
      Statement(
        "\(alterTable) add column \(definition(parts))",
        hazards: isComputed || changing != nil
          ? [.rewrites] + hazards.filter { $0 != .scans } : hazards,
        online: isComputed
          ? nil
          : changing.map(onlineCreation) ?? (hazards.contains(rowHazard) ? onlineCreation : nil))
    ]
  }

  /// What neither `add column` nor `create table` has words for.
  package func finish() -> [Statement] {
    var statements: [Statement] = []
    if losesDefault { statements.append(Statement("\(alterOnly) drop default")) }
    if partsInNotNull, !isNotNull {
      statements.append(Statement("\(alterOnly) drop not null"))
    } else if partsInNotNull, comesWithParent {
      statements.append(notNull)
    }
    if partsInCompression {
      statements.append(
        Statement("\(alterOnly) set compression \(Self.compressionName(compression))"))
    }
    if isNotNull, notNullName.isUnchecked { statements.append(notNull) }
    if let storage {
      statements.append(Statement("\(alterOnly) set storage \(Self.storageName(storage))"))
    }
    if let statistics {
      statements.append(
        Statement("\(alterOnly) set statistics \(literal: statistics)", lock: .shareUpdateExclusive)
      )
    }
    return statements + Options.change(alterOnly, from: [], to: options)
      + (identity?.completion(schema: schema) ?? [])
  }

  package func drop() -> [Statement] {
    let hazards: [Hazard] =
      generated == nil && !isForeign ? [.destroysData("every value of \(id)")] : []
    return [Statement("\(alterTable) drop column \(name: id.name)", hazards: hazards)]
  }

  package func dropAlone() -> [Statement] {
    [Statement("alter table only \(name: table.names) drop column \(name: id.name)")]
  }

  package func rename(to name: String) -> Statement {
    Statement("\(alterTable) rename column \(name: id.name) to \(name: name)")
  }

  package func resembles(_ other: Column) -> Bool {
    type == other.type && (generated == nil) == (other.generated == nil)
  }

  /// Servers with 2026's security fixes keep a note of their own among a column's options.
  static func isOption(_ entry: String) -> Bool { !entry.hasPrefix("pg_attver=") }

  static func storageName(_ code: String) -> SQL {
    switch code {
    case "p": "plain"
    case "e": "external"
    case "m": "main"
    default: "extended"
    }
  }

  static func compressionName(_ code: String?) -> SQL {
    switch code {
    case "p": "pglz"
    case "l": "lz4"
    default: "default"
    }
  }
}
