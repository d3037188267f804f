import Engine
import Lang
import Postgres

/// Puts rows into tables: those that are referred to first, and what is there already brought up to
/// date.
///
/// Tables that refer to each other, or to themselves, are filled by one statement: PostgreSQL looks
/// at foreign keys when a statement ends, so no order of rows is needed, and no key is ever missing.
struct Seeding {
  struct Count {
    var rows = 0
    /// Of them those that were not there as they are.
    var written = 0
  }

  private let connection: Connection
  private(set) var count = Count()

  init(on connection: Connection) { self.connection = connection }

  mutating func run(_ batches: [SeedBatch], _ snapshot: Snapshot) throws {
    let inserts = batches.filter { !$0.rows.isEmpty }.map { SeedInsert($0, snapshot) }
    for group in Seeding.groups(inserts, snapshot) {
      try connection.run("savepoint schemashell_seed")
      do throws(DatabaseError) {
        count.written += try insert(group.map { $0.statement() })
      } catch {
        guard !connection.isLost else { throw error }
        try connection.run("rollback to savepoint schemashell_seed")
        throw ScriptFailure(error, at: culprit(of: error, in: group))
      }
      try connection.run("release savepoint schemashell_seed")
      count.rows += group.reduce(0) { $0 + $1.batch.rows.count }
    }
    for insert in inserts { try advanceSequences(insert.batch) }
  }

  private func insert(_ statements: [SQL]) throws(DatabaseError) -> Int {
    let parts = statements.enumerated().map { number, statement -> SQL in
      "\(name: "seed_\(number)") as (\(statement) returning 1 as written)"
    }
    let sums = statements.indices.map { number -> SQL in
      "select written from \(name: "seed_\(number)")"
    }
    let result = try connection.run(
      "with \(parts.joined()) select count(*) from (\(sums.joined(separator: " union all "))) s")
    return Int(try result.string(0, 0)) ?? 0
  }

  // MARK: - Order

  /// Who is referred to comes first; who refer to each other come together.
  private static func groups(_ inserts: [SeedInsert], _ snapshot: Snapshot) -> [[SeedInsert]] {
    var needs: [ObjectID: Set<ObjectID>] = [:]
    for constraint in snapshot.all(Constraint.self) where constraint.sort == "f" {
      if let target = constraint.target { needs[constraint.table, default: []].insert(target) }
    }
    var reached: [ObjectID: Set<ObjectID>] = [:]
    func reach(_ start: ObjectID) -> Set<ObjectID> {
      if let known = reached[start] { return known }
      var found: Set<ObjectID> = []
      var next = [start]
      while let id = next.popLast() {
        for target in needs[id] ?? [] where found.insert(target).inserted { next.append(target) }
      }
      reached[start] = found
      return found
    }
    var groups: [[SeedInsert]] = []
    for insert in inserts {
      let id = insert.batch.table.id
      let place = groups.firstIndex { group in
        let other = group[0].batch.table.id
        return other == id || reach(id).contains(other) && reach(other).contains(id)
      }
      if let place { groups[place].append(insert) } else { groups.append([insert]) }
    }
    // Whoever reaches fewer of the others stands before those that reach it.
    let depths = groups.indices.map { number in
      let own = reach(groups[number][0].batch.table.id)
      return groups.indices.count {
        $0 != number && own.contains(groups[$0][0].batch.table.id)
      }
    }
    return groups.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }.map { groups[$0] }
  }

  // MARK: - Where it went wrong

  /// The row that the server will not take: the rows are tried one by one, again and again while some
  /// of them go in, since a row may wait for another.
  private func culprit(of error: DatabaseError, in group: [SeedInsert]) -> Location? {
    var left = group.flatMap { insert in insert.batch.rows.indices.map { (insert, $0) } }
    var tries = 20_000
    while !left.isEmpty {
      var waiting: [(SeedInsert, Int)] = []
      for (insert, row) in left {
        tries -= 1
        guard tries > 0, let found = refusal(of: insert, row) else { return nil }
        guard let refusal = found.error else { continue }
        let place = insert.batch.rows[row].place
        if refusal.sqlstate == error.sqlstate, refusal.sqlstate != "23503" { return place }
        waiting.append((insert, row))
      }
      if waiting.count == left.count {
        return waiting.first.map { $0.0.batch.rows[$0.1].place }
      }
      left = waiting
    }
    return nil
  }

  /// Nil when the connection will not go on.
  private func refusal(of insert: SeedInsert, _ row: Int) -> (error: DatabaseError?, Void)? {
    do throws(DatabaseError) {
      try connection.run("savepoint schemashell_seed_row")
      do throws(DatabaseError) {
        _ = try self.insert([insert.statement(only: row)])
      } catch {
        try connection.run("rollback to savepoint schemashell_seed_row")
        return (error, ())
      }
      return (nil, ())
    } catch {
      return nil
    }
  }

  // MARK: - Afterwards

  /// Rows that bring their own numbers leave the sequence behind them; the next row must not meet
  /// them.
  private func advanceSequences(_ batch: SeedBatch) throws {
    let table: SQL = "\(name: batch.table.id.names)"
    let owned = try connection.run(
      """
      select a.attname, d.objid::regclass::text from pg_depend d
        join pg_sequence q on q.seqrelid = d.objid and q.seqincrement > 0
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
        and d.refobjid = \(binding: table.text)::regclass and d.deptype in ('a', 'i')
        and has_sequence_privilege(q.seqrelid, 'update')
      """)
    for row in 0..<owned.rowCount {
      let column = try owned.string(row, 0)
      guard batch.columns.contains(column) else { continue }
      let sequence = try owned.string(row, 1)
      try connection.run(
        """
        select setval(\(binding: sequence)::regclass, m.highest)
        from (select max(\(name: column))::bigint as highest from \(table)) m
        where m.highest > coalesce(pg_sequence_last_value(\(binding: sequence)::regclass), 0)
        """)
    }
  }
}
