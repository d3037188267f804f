import Postgres

/// How the rows of a partition whose bounds change stay in their whole: those that no longer belong
/// there wait in a table of their own, and go back by way of the whole when all its partitions have
/// their new bounds.
///
/// Which rows these are only PostgreSQL knows. So it is asked for the condition of a partition that
/// is made for that, with the same bounds, in a copy of the whole.
struct BoundChange {
  let old: Inheritance
  let new: Inheritance
  let whole: Table
  let diff: Diff

  /// Nil where nothing can be told of the rows, or none have to move.
  init?(from old: Inheritance, to new: Inheritance, in diff: Diff, with retiring: Set<ObjectID>) {
    guard let bound = new.bound, old.bound != nil, !retiring.contains(old.child),
      !retiring.contains(old.above), diff.old[old.child] is Table, diff.new[old.child] is Table,
      let whole = diff.new[old.above] as? Table, diff.old[old.above] is Table,
      old.bound != bound || new.takesRest && Self.isChanging(old.above, in: diff)
    else { return nil }
    (self.old, self.new, self.whole, self.diff) = (old, new, whole, diff)
  }

  private static func isChanging(_ whole: ObjectID, in diff: Diff) -> Bool {
    diff.changes.contains { change in
      guard let old = change.old as? Inheritance, let new = change.new as? Inheritance else {
        return false
      }
      return new.above == whole && old.bound != new.bound
    }
  }

  var retirement: Retirement {
    let rows = "rows of \(new.child)"
    return Retirement(
      stepAside: old.drop(),
      creation: [
        Statement(
          "create table \(waiting) (like \(child))", lock: .none, reach: Reach(.accessShare)),
        Statement(
          moving, lock: .rowExclusive,
          hazards: [.scans, .rewritesUnless("they belong there still")] + ruleHazards,
          reach: Reach(.accessShare)),
        new.attachment(hazards: [.scans]),
      ],
      refill: [
        Statement(
          """
          insert into \(root) (\(columns)) overriding system value select \(columns) from \(waiting)
          """, lock: .rowExclusive,
          hazards: [
            .rewritesUnless("all of them stayed where they were"),
            .mayFail("\(rows) that belong nowhere"),
          ], subject: new.above, reach: Reach(.accessShare, readsRows: true))
      ],
      discard: [Statement("drop table \(waiting)", lock: .none)])
  }

  /// What a rule makes of rows that leave, only its author knows.
  private var ruleHazards: [Hazard] {
    let rules = diff.old.children(of: old.child).filter { $0 is RewriteRule }
    return rules.map { .mayFail("rows of \(new.child) that belong elsewhere, under \($0.id)") }
  }

  private var child: SQL { "\(name: new.child.names)" }
  private var schema: String { Retirement.schema(of: old.id) }
  private var waiting: SQL { "\(name: [schema, new.child.name])" }

  /// Where rows can go on to every partition there is.
  private var root: SQL {
    var (id, known) = (new.above, Set([new.above]))
    while let place = diff.new.places(of: id).first(where: { $0.bound != nil }),
      known.insert(place.above).inserted
    {
      id = place.above
    }
    return "\(name: id.names)"
  }

  private var columns: SQL {
    diff.new.children(of: new.child).compactMap { $0 as? Column }
      .filter { $0.generated == nil }.sorted { $0.position < $1.position }
      .map { SQL("\(name: $0.id.name)") }.joined()
  }

  /// The copies' names are theirs alone: nothing else lies in that schema but what has its own.
  private var moving: SQL {
    let wholeCopy = "\(name: [schema, "schemashell whole"])" as SQL
    let copy = "\(name: [schema, "schemashell part"])" as SQL
    // All others make up what is left for the rest.
    let others = new.takesRest ? diff.new.places(in: new.above).filter { $0.id != new.id } : []
    let copies = others.enumerated().compactMap { place, other in
      other.bound.map { bound -> SQL in
        """
          create table \(name: [schema, "schemashell part \(place)"]) partition of \(wholeCopy) \
        \(catalog: bound);

        """
      }
    }
    let look: SQL = "select exists (select from \(child) where ("
    let start: SQL = "with moved as (delete from \(child) where ("
    let end: SQL = """
      ) is not true returning *) insert into \(waiting) (\(columns)) select \(columns) from moved
      """
    let body: SQL = """

      declare
        condition text;
        has_strays boolean;
      begin
        create table \(wholeCopy) (like \(name: new.above.names)) partition by \
      \(catalog: whole.partitionKey ?? "");
      \(copies.joined(separator: ""))\
        create table \(copy) partition of \(wholeCopy) \(catalog: new.bound ?? "");
        condition := coalesce(
          pg_catalog.pg_get_partition_constraintdef(\(literal: copy.text)::regclass), 'true');
        lock table \(child) in row exclusive mode;
        execute \(literal: look.text) || condition || ') is not true)' into has_strays;
        if has_strays then
          execute \(literal: start.text) || condition || \(literal: end.text);
        end if;
        drop table \(wholeCopy);
      end;

      """
    return "do \(literal: body.text)"
  }
}

extension Snapshot {
  /// The table's places under others.
  fileprivate func places(of table: ObjectID) -> [Inheritance] {
    children(of: table).compactMap { $0 as? Inheritance }
  }

  /// The places of others under the table.
  fileprivate func places(in table: ObjectID) -> [Inheritance] {
    all(Inheritance.self).filter { $0.above == table }
  }
}
