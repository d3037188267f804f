import Postgres

/// Finds the rows that belong into a partition with certain bounds, or do not, and takes them into
/// a table beside it, from where they go back by way of the whole when all its partitions are there.
///
/// Which rows these are only PostgreSQL knows. So it is asked for the condition of a partition that
/// is made for that, with the same bounds, in a copy of the whole.
struct BoundRows {
  /// The partition, where it shall be.
  let place: Inheritance
  let whole: Table
  let diff: Diff
  /// Foreign keys that refer to rows which may be taken out, and stay: only where there are such rows,
  /// they go and come back.
  var keys: [Constraint] = []

  /// Where the rows wait.
  var making: Statement {
    Statement(
      "create table \(waiting) (like \(name: place.child.names) including defaults)", lock: .none,
      reach: Reach(.accessShare))
  }

  /// Back into the whole; it fails where not all of them arrive, as a trigger may have it.
  func refill(_ failure: String, unless: String) -> Statement {
    let body: SQL = """

      declare
        arrived bigint;
      begin
        insert into \(root) (\(columns)) overriding system value select \(columns) from \(waiting);
        get diagnostics arrived = row_count;
        if arrived <> (select pg_catalog.count(*) from \(waiting)) then
          raise exception using message = \(literal: "not all rows of \(place.child) arrive there"),
            hint = 'Disable the trigger or rule that holds them back meanwhile.';
        end if;
      end;

      """
    return Statement(
      "do \(literal: body.text)", lock: .rowExclusive,
      hazards: [.rewritesUnless(unless), .mayFail(failure)] + triggerHazards, subject: place.above,
      reach: Reach(.accessShare, readsRows: true))
  }

  /// What a trigger makes of rows that come, only its author knows.
  private var triggerHazards: [Hazard] {
    let wholes = [place.child] + diff.families.new.wholes(of: place.above)
    let triggers = wholes.flatMap(diff.new.children).compactMap { $0 as? Trigger }
    return triggers.filter { $0.firing != .never }
      .map { .mayFail("rows that belong to \(place.child), under \($0.id)") }
  }

  /// Brings back the keys that went, when all rows are in their places.
  func restoring(unless: String) -> Statement {
    let body: SQL = """

      begin
      \(keys.map(restoring).joined(separator: ""))\
      end;

      """
    return Statement(
      "do \(literal: body.text)", lock: .shareRowExclusive,
      hazards: [.scansUnless(unless)] + strayKeys, subject: place.above)
  }

  private func restoring(_ key: Constraint) -> SQL {
    let new = diff.new[key.id] as? Constraint ?? key
    let remarks = diff.new.children(of: key.id).flatMap { $0.create([]) }
    let statements = (new.create([]) + remarks).map { SQL("    \($0.sql);\n") }
    let table: SQL = "\(name: key.table.names)"
    return """
        if not exists (select from pg_catalog.pg_constraint
            where conrelid = \(literal: table.text)::regclass and conname = \(literal: key.spokenName)
          ) then
      \(statements.joined(separator: ""))\
        end if;

      """
  }

  /// What refers to a part alone does not find there what has its place in another.
  private var strayKeys: [Hazard] {
    let wholes = Set(diff.families.new.wholes(of: place.above))
    return keys.filter { $0.target.map(wholes.contains) != true }
      .map { .mayFail("rows that \($0.id) refers to and that belong to \(place.child)") }
  }

  var discard: Statement { Statement("drop table \(waiting)", lock: .none) }

  /// Takes out of `table` what does not belong there with the new bounds.
  func takingStrays(from table: ObjectID) -> SQL {
    let (start, end) = deletion(from: table, "is not true")
    return block(about: table, "is not true", start, end)
  }

  /// Takes out of `table` what belongs into the partition.
  func takingOwn(from table: ObjectID) -> Statement {
    let (start, end) = deletion(from: table, "is true")
    var taking = statement(block(about: table, "is true", start, end), about: table)
    taking.hazards += ruleHazards(of: table)
    if !keys.isEmpty { taking.lock = .accessExclusive }
    return taking
  }

  /// Takes what belongs into the partition along from `table`, which goes.
  func copyingOwn(from table: ObjectID) -> [Statement] {
    let kept = diff.new.storedColumns(of: place.child).compactMap { column in
      (diff.old[table.child(Column.kind, column.id.name)] as? Column).map { (old: $0, new: column) }
    }
    let names = kept.map { SQL("\(name: $0.new.id.name)") }.joined()
    let values = kept.map { TypeChange.value(of: $0.old, as: $0.new) }.joined()
    let sql = block(
      about: table, "is true",
      "insert into \(waiting) (\(names)) select \(values) from \(name: table.names) where (",
      ") is true")
    let copying = [statement(sql, about: table)]
    return (diff.old[table] as? Table)?.seeingAll(copying) ?? copying
  }

  private func statement(_ sql: SQL, about part: ObjectID) -> Statement {
    Statement(
      sql, lock: .rowExclusive, hazards: [.scans, .rewritesUnless(noneBelongs)], subject: part,
      reach: Reach(.accessShare))
  }

  var noneBelongs: String { "none of them belongs to \(place.child)" }

  /// False where a column is new that every row must have a value of, and there is none.
  static func hasRoom(in table: ObjectID, forRowsOf part: ObjectID, _ diff: Diff) -> Bool {
    diff.new.storedColumns(of: table).allSatisfy { column in
      !column.isNotNull || diff.old[part.child(Column.kind, column.id.name)] != nil
        || diff.new[column.id.namesake(ColumnDefault.kind)] != nil
    }
  }

  /// What a rule makes of rows that leave, only its author knows.
  func ruleHazards(of table: ObjectID) -> [Hazard] {
    let rules = diff.old.children(of: table).filter { $0 is RewriteRule }
    return rules.map { .mayFail("rows of \(table) that belong elsewhere, under \($0.id)") }
  }

  private var schema: String { Retirement.schema(of: place.id) }
  // What steps aside under the partition's own name waits there, too.
  private var waiting: SQL {
    let name = "rows of \(place.child.name)"
    return "\(name: [schema, name.utf8.count > 63 ? place.child.name : name])"
  }

  /// Where rows can go on to every partition there is.
  private var root: SQL {
    var (id, known) = (place.above, Set([place.above]))
    while let place = diff.families.new.places(of: id).first as? Inheritance,
      known.insert(place.above).inserted
    {
      id = place.above
    }
    return "\(name: id.names)"
  }

  private var columns: SQL {
    diff.new.storedColumns(of: place.child).map { SQL("\(name: $0.id.name)") }.joined()
  }

  private func deletion(from table: ObjectID, _ test: SQL) -> (SQL, SQL) {
    (
      "with moved as (delete from \(name: table.names) where (",
      """
      ) \(test) returning *) insert into \(waiting) (\(columns)) select \(columns) from moved
      """
    )
  }

  /// The copies' names are theirs alone: nothing else lies in that schema but what has its own.
  private func block(about table: ObjectID, _ test: SQL, _ start: SQL, _ end: SQL) -> SQL {
    let wholeCopy = "\(name: [schema, "schemashell whole"])" as SQL
    let copy = "\(name: [schema, "schemashell part"])" as SQL
    // All others make up what is left for the rest.
    let others =
      place.takesRest
      ? diff.families.new.places(in: place.above).compactMap { $0 as? Inheritance }
        .filter { $0.id != place.id }.sorted { $0.id < $1.id } : []
    let copies = others.enumerated().compactMap { number, other in
      other.bound.map { bound -> SQL in
        """
          create table \(name: [schema, "schemashell part \(number)"]) partition of \(wholeCopy) \
        \(catalog: bound);

        """
      }
    }
    let source: SQL = "\(name: table.names)"
    // Another new part may have come upon such rows before.
    let releasing = keys.map { key -> SQL in
      "    \(key.alterTable) drop constraint if exists \(name: key.spokenName);\n"
    }
    let look: SQL = "select exists (select from \(source) where ("
    let body: SQL = """

      declare
        condition text;
        has_rows boolean;
      begin
        create table \(wholeCopy) (like \(name: place.above.names)) partition by \
      \(catalog: whole.partitionKey ?? "");
      \(copies.joined(separator: ""))\
        create table \(copy) partition of \(wholeCopy) \(catalog: place.bound ?? "");
        condition := coalesce(
          pg_catalog.pg_get_partition_constraintdef(\(literal: copy.text)::regclass), 'true');
        lock table \(source) in row exclusive mode;
        execute \(literal: look.text) || condition || \(literal: ") \(test.text))") into has_rows;
        if has_rows then
      \(releasing.joined(separator: ""))\
          execute \(literal: start.text) || condition || \(literal: end.text);
        end if;
        drop table \(wholeCopy);
      end;

      """
    return "do \(literal: body.text)"
  }
}

extension Snapshot {
  /// The columns that are not computed, as they stand in the table.
  func storedColumns(of table: ObjectID) -> [Column] {
    children(of: table).compactMap { $0 as? Column }
      .filter { $0.generated == nil }.sorted { $0.position < $1.position }
  }
}
