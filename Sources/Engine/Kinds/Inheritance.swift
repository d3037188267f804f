package import Postgres

/// A table's place under another: a partition of it, or its heir.
///
/// An object of its own, as `pg_dump` has it: a partition is made as a table and then attached, so
/// a parent can be replaced without its partitions losing a row.
package struct Inheritance: SchemaObject {
  package static let kind: KindName = "inheritance"

  package let id: ObjectID
  package let child: ObjectID
  package let above: ObjectID
  /// `FOR VALUES FROM (1) TO (10)`, `DEFAULT`; nil for classic inheritance.
  package let bound: String?
  package let position: Int
  /// The child's parents that come before this one: columns stand in their order.
  package let earlier: [ObjectID]
  /// It was to be detached while others work, and that has not come to its end: the parent shows
  /// none of its rows any more.
  package let isDetaching: Bool

  package static var trace: SQL? { "pg_inherits" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let isDetaching: SQL = version.major >= 14 ? "i.inhdetachpending" : "false"
    return """
      select 2611, i.inhrelid, i.inhseqno, i.inhrelid, i.inhparent,
        pg_get_expr(c.relpartbound, c.oid), i.inhseqno, case when i.inhseqno > 1 then array(
          select e.inhparent::int8 from pg_inherits e
          where e.inhrelid = i.inhrelid and e.inhseqno < i.inhseqno order by e.inhseqno) end,
        \(isDetaching)
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where c.relkind in ('r', 'p', 'f') and c.oid >= 16384
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let child = catalog.relation(row.oid()), let above = catalog.relation(row.oid()) else {
      return nil
    }
    id = Self.id(of: child, below: above)
    self.child = child
    self.above = above
    bound = row.optionalText()
    position = row.int()
    earlier = (row.optionalIntArray() ?? []).compactMap {
      catalog.relation(UInt32(truncatingIfNeeded: $0))
    }
    isDetaching = row.bool()
    catalog.note(child, follows: Leader(above, through: id))
  }

  static func id(of child: ObjectID, below above: ObjectID) -> ObjectID {
    ObjectID(kind, child.names + above.names)
  }

  package static var rules: [Rule<Inheritance>] {
    [
      .replace("bound", \.bound),
      // Nobody wants to be halfway there.
      Rule("isDetaching", \.isDetaching) { old, _ in old.isDetaching ? .replace : .alter([]) },
      .derived("child", \.child),
      .derived("above", \.above),
      .derived("position", \.position),
      Rule("earlier", \.earlier) { old, new in
        // Parents may go, but none can be put before one that stays.
        var rest = old.earlier[...]
        let isReached = new.earlier.allSatisfy { parent in
          rest = rest.drop { $0 != parent }
          return rest.popFirst() != nil
        }
        return isReached ? .alter([]) : .replaceParent
      },
    ]
  }

  package var parent: ObjectID? { child }
  package var needs: [ObjectID] { [above] }
  // Bounds may not overlap, so whatever leaves the parent leaves before anything joins it.
  package var claims: [ObjectID] {
    // And a partition leaves one parent before it joins another.
    [ObjectID("partition bounds", above.names)]
      + (bound == nil ? [] : [ObjectID("partition", child.names)])
  }
  package var blocksParent: Bool { isDetaching }
  package var reference: SQL { "table \(name: child.names)" }
  package static var precedesRows: Bool { true }
  // A partition brings its own indexes, which PostgreSQL then takes instead of making new ones.
  package var takesOverSiblings: Bool { bound != nil && child.kind != ForeignTable.kind }

  package var reach: Reach? { Reach(.shareUpdateExclusive) }

  package func clause(_ parts: [Part]) -> SQL? {
    bound == nil ? "\(name: above.names)" : nil
  }

  package func create(_ parts: [Part]) -> [Statement] {
    guard bound != nil else {
      return [
        Statement(
          "alter \(reference) inherit \(name: above.names)", reach: Reach(.shareUpdateExclusive))
      ]
    }
    return [attachment(hazards: hazards)]
  }

  var hazards: [Hazard] {
    child.kind == ForeignTable.kind
      ? [] : [.scans, .mayFail("rows of \(child) that do not belong there")]
  }

  func attachment(hazards: [Hazard]) -> Statement {
    Statement(
      """
      alter table only \(name: above.names) attach partition \(name: child.names) \
      \(catalog: bound ?? "")
      """,
      hazards: hazards, reach: Reach(.shareUpdateExclusive))
  }

  package var takesRest: Bool { bound == "DEFAULT" }

  package func retirement(
    to new: Inheritance, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? {
    BoundChange(from: self, to: new, in: diff, with: retiring)?.retirement
  }

  package func intake(
    in diff: Diff, isKept: (ObjectID) -> Bool, isLeaving: (ObjectID) -> Bool
  ) -> Intake? {
    PartitionIntake(of: self, in: diff, isKept: isKept, isLeaving: isLeaving)?.intake
  }

  package func drop() -> [Statement] {
    guard bound != nil else {
      return [
        Statement(
          "alter \(reference) no inherit \(name: above.names)",
          reach: Reach(.shareUpdateExclusive))
      ]
    }
    return [
      Statement(
        """
        alter table only \(name: above.names) detach partition \(name: child.names)\
        \(isDetaching ? " finalize" : "")
        """,
        reach: Reach(.accessExclusive))
    ]
  }
}
