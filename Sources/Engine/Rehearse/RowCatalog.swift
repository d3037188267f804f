import Postgres

/// What a database says of the rows that its tables take: columns, keys, checks.
struct RowCatalog {
  struct Column {
    let number: Int
    let name: String
    let type: UInt32
    let modifier: Int
    let isNotNull: Bool
    /// Nil where there is none.
    let defaultValue: SQL?
    /// Its default counts by itself: it takes the values of a sequence.
    let isCounted: Bool
    let isUnique: Bool
  }

  struct Key {
    let columns: [Int]
    let target: UInt32
    let targetName: SQL
    let targetColumns: [String]
    let targetTypes: [String]
    /// A null in one of its columns, which may be null, leaves it open.
    let isOptional: Bool
  }

  struct Check {
    let columns: [Int]
    let condition: SQL
    /// Literals that stand in it.
    let literals: [String]
  }

  struct Table {
    let oid: UInt32
    let name: [String]
    /// As `pg_class.relkind`: r or p.
    let sort: Character
    let isPartition: Bool
    /// Keys that are looked at later, and rules, allow no row to be passed over that stands in the
    /// way of another.
    let isDeferred: Bool
    var columns: [Column] = []
    var checks: [Check] = []
  }

  private(set) var tables: [Table] = []
  private var keys: [UInt32: [Key]] = [:]
  private var parts: [UInt32: [UInt32]] = [:]
  private var wholes: [UInt32: UInt32] = [:]

  init(_ connection: Connection) throws(DatabaseError) {
    var places: [UInt32: Int] = [:]
    try connection.run(
      """
      select c.oid, n.nspname, c.relname, c.relkind, c.relispartition,
        c.relhasrules
          or exists (select from pg_index x where x.indrelid = c.oid and not x.indimmediate),
        pg_get_partition_constraintdef(c.oid)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and c.oid >= 16384 and c.relpersistence <> 't'
      order by c.oid
      """
    ).forEachRow { row in
      var table = Table(
        oid: row.oid(), name: [row.text(), row.text()], sort: row.character(),
        isPartition: row.bool(), isDeferred: row.bool())
      if let condition = row.optionalText() {
        table.checks.append(Check(columns: [], condition: SQL(trusted: condition)))
      }
      places[table.oid] = tables.count
      tables.append(table)
    }
    try connection.run(
      """
      select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid),
        a.attidentity <> '' or exists (select from pg_depend k
          join pg_class s on s.oid = k.refobjid and s.relkind = 'S'
          where k.classid = 'pg_attrdef'::regclass and k.objid = d.oid
            and k.refclassid = 'pg_class'::regclass),
        exists (select from pg_index x where x.indrelid = a.attrelid
          and (x.indisunique or x.indisexclusion) and a.attnum = any (x.indkey))
      from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      order by a.attrelid, a.attnum
      """
    ).forEachRow { row in
      guard let place = places[row.oid()] else { return }
      tables[place].columns.append(
        Column(
          number: row.int(), name: row.text(), type: row.oid(), modifier: row.int(),
          isNotNull: row.bool(), defaultValue: row.optionalText().map { SQL(trusted: $0) },
          isCounted: row.bool(), isUnique: row.bool()))
    }
    try connection.run(
      """
      select conrelid, conkey, pg_get_expr(conbin, conrelid) from pg_constraint
      where contype = 'c' and conrelid >= 16384 order by oid
      """
    ).forEachRow { row in
      guard let place = places[row.oid()] else { return }
      tables[place].checks.append(
        Check(columns: row.optionalIntArray() ?? [], condition: SQL(trusted: row.text())))
    }
    try readKeys(connection, places)
    try connection.run(
      """
      select inhparent, inhrelid from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where c.relispartition
      """
    ).forEachRow { row in
      let (whole, part) = (row.oid(), row.oid())
      parts[whole, default: []].append(part)
      wholes[part] = whole
    }
  }

  private mutating func readKeys(
    _ connection: Connection, _ places: [UInt32: Int]
  ) throws(DatabaseError) {
    try connection.run(
      """
      select k.conrelid, k.conkey, k.confrelid, k.confrelid::regclass::text,
        array(select a.attname from unnest(k.confkey) with ordinality u(n, place)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by place),
        array(select a.atttypid::regtype::text from unnest(k.confkey) with ordinality u(n, place)
          join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by place)
      from pg_constraint k
      where k.contype = 'f' and k.conrelid >= 16384
        -- What hangs on the partitions of a target says the same again.
        and not exists (select from pg_constraint p
          where p.oid = k.conparentid and p.conrelid = k.conrelid)
      order by k.oid
      """
    ).forEachRow { row in
      let oid = row.oid()
      guard let place = places[oid] else { return }
      let columns = row.intArray()
      let isOptional = tables[place].columns.contains {
        columns.contains($0.number) && !$0.isNotNull
      }
      keys[oid, default: []].append(
        Key(
          columns: columns, target: row.oid(), targetName: SQL(trusted: row.text()),
          targetColumns: row.textArray(), targetTypes: row.textArray(), isOptional: isOptional))
    }
  }

  func keys(of table: Table) -> [Key] { keys[table.oid] ?? [] }

  /// The whole that a table is a part of, or itself.
  func root(of oid: UInt32) -> UInt32 { wholes[oid].map(root(of:)) ?? oid }

  /// The tables that hold the rows of a table.
  func leaves(of oid: UInt32) -> [UInt32] {
    guard let below = parts[oid] else {
      return tables.contains { $0.oid == oid && $0.sort == "r" } ? [oid] : []
    }
    return below.flatMap(leaves(of:))
  }
}

extension RowCatalog.Check {
  init(columns: [Int], condition: SQL) {
    self.init(
      columns: columns, condition: condition, literals: Self.literals(in: condition.text))
  }

  /// What stands between single quotes, and numbers. PostgreSQL wrote the text, so a quote within a
  /// literal is doubled and nothing else is special.
  private static func literals(in text: String) -> [String] {
    var found: [String] = []
    var rest = Array(text)[...]
    while let character = rest.first {
      if character == "'" {
        rest.removeFirst()
        var literal = ""
        while let next = rest.popFirst() {
          if next == "'" {
            guard rest.first == "'" else { break }
            rest.removeFirst()
          }
          literal.append(next)
        }
        found.append(literal)
      } else if character == "\"" {
        rest.removeFirst()
        while let next = rest.popFirst(), next != "\"" {}
      } else if character.isLetter || character == "_" {
        while let next = rest.first, next.isLetter || next.isNumber || next == "_" {
          rest.removeFirst()
        }
      } else if character.isNumber {
        var literal = ""
        while let next = rest.first, next.isNumber || next == "." {
          literal.append(next)
          rest.removeFirst()
        }
        found.append(literal)
      } else {
        rest.removeFirst()
      }
    }
    var known: Set<String> = []
    return found.filter { known.insert($0).inserted }
  }
}
