package import Postgres

/// A kind of object: what PostgreSQL knows about it, all in one type.
///
/// Reading, comparing, ordering and rendering are generic and ask these questions; no phase names
/// a kind. The type itself is the kind (its query, its rules), a value is one object of it.
package protocol SchemaObject: Sendable, Equatable {
  static var kind: KindName { get }

  /// Reads every object of this kind: `tableoid, oid, subid` as `pg_depend` addresses it, null for
  /// `pg_class` and for no part, then what `init` reads, in that order. Members of extensions need
  /// not be left out.
  /// Nil where the server's version has no such kind.
  static func query(_ version: ServerVersion) -> SQL?

  /// Rows without which there is nothing of this kind to read, as what follows `from`. They are looked
  /// for before `query` is asked; nil where it always is.
  static var trace: SQL? { get }

  /// True where no index finds the trace in a catalog that grows with the tables. Of a large
  /// database `query` is asked at once: to look for the trace would take as long.
  static var traceIsScanned: Bool { get }

  /// What of the objects only PostgreSQL writes, and opens tables for, where `query` needs none of
  /// them open: `classid, objid, subid` and a text, which `Catalog.text` has when `init` is called.
  static func texts(_ version: ServerVersion) -> Texts?

  /// True for what a second session is asked, where there is one: about half of the work, and all
  /// for which PostgreSQL opens each table.
  static var isLent: Bool { get }

  /// Decodes one row. Nil leaves it out: it belongs to something that is not read.
  init?(_ row: inout RowReader, _ catalog: inout Catalog)

  var id: ObjectID { get }

  /// The object with which this one lives and dies: a column's table, a comment's target.
  var parent: ObjectID? { get }

  /// The object whose creation, change and drop bring this one's about.
  var leader: Leader? { get }

  /// True for what would be there without its leader, too.
  var isLocal: Bool { get }

  /// True when it is what its leader's creation would make of it.
  func isCopy(of leader: any SchemaObject) -> Bool
  /// What says again that it stays as it is, where a change of what it inherits from reaches it.
  func staying(under change: Change) -> [Statement]

  /// True where it is not as its leader is, in what no statement brings about while the one follows
  /// the other.
  func departs(from leader: any SchemaObject) -> Bool

  /// The ties that bring it, where nothing else does.
  var ties: [ObjectID] { get }

  /// True where more than one brings it: what one of them becomes does not reach it.
  var hasSeveralLeaders: Bool { get }

  /// True for what lets no nulls into what it needs, or is itself.
  var barsNulls: Bool { get }

  /// True for what its parent cannot lose.
  var holdsParent: Bool { get }

  /// What makes of what is left, when the tie that brought `old` is cut, what it shall be.
  func parting(from old: any SchemaObject) -> [Statement]

  /// True for a copy of its leader that stays behind, on its own, when the tie to it is cut.
  var staysBehind: Bool { get }

  /// True for what is made when those are there already that shall have it as it is.
  var followsItsHeirs: Bool { get }

  /// True for what only its parent's creation can bring.
  var comesWithParent: Bool { get }

  /// Its place among its siblings in their parent's statement.
  var position: Int { get }

  /// Objects that this one needs although `pg_depend` does not say so.
  var needs: [ObjectID] { get }

  /// Objects that should be there while this one is made or goes, where they are.
  var wants: [ObjectID] { get }

  /// Its body, where nobody reads that before it is run.
  var unreadBody: String? { get }

  /// An object that others may need only once this one is there as well.
  var completes: ObjectID? { get }

  /// What has to be replaced for this object to go while the rest stays.
  var bond: Bond? { get }

  /// True for an automatic dependency that another kind of object stands for.
  func ignoresAutomatic(_ needed: ObjectID) -> Bool

  /// Names that only one object may hold at a time, as ids of name spaces.
  var claims: [ObjectID] { get }

  /// One rule for each stored property but `id`.
  static var rules: [Rule<Self>] { get }

  /// How objects of this kind stand in the block of their table, where they have a line there.
  static var blockForm: BlockForm? { get }

  /// As `comment on`, `grant … on` and `alter … owner to` name it: `table public.author`.
  var reference: SQL { get }

  /// What the session must be told before the object is made or changed.
  var settings: [Setting] { get }

  /// Makes the object, with `parts`: the children that stand inside its statement.
  func create(_ parts: [Part]) -> [Statement]

  /// What waits until everything that depends on the object exists.
  func finish() -> [Statement]

  /// How it stands inside its parent's `create`; nil when it has a statement of its own.
  func clause(_ parts: [Part]) -> SQL?

  /// Brings `old` to this definition by `create or replace`.
  func redefine(from old: Self) -> [Statement]

  func drop() -> [Statement]

  /// Drops the object and leaves in place what inherits from it.
  func dropAlone() -> [Statement]

  /// Drops the object together with `carried`, which PostgreSQL drops along with it.
  func drop(with carried: [any SchemaObject]) -> [Statement]

  /// How the object is made and dropped where it needs what needs it; nil when it cannot be.
  var standIn: StandIn? { get }

  /// True for what is a type as well, made of its children.
  static var isRowType: Bool { get }

  /// True where a statement can only mean such an object by saying its name, or as what another one
  /// needs by the catalogs' account: no operator, no cast, nothing that is there for all.
  static var isFoundByName: Bool { get }

  /// True for a new part of a row that rows which are there already get a value of.
  var fillsRows: Bool { get }

  /// False when a parent's drop must not silently include this one's.
  static var dropsWithParent: Bool { get }

  /// False for what stays where it is when its parent moves to another schema.
  static var movesWithParent: Bool { get }

  /// True for what waits for those of its siblings that it takes over.
  var takesOverSiblings: Bool { get }

  /// True for what brings its parent all the rows of a whole that no other brings a place for.
  var takesRest: Bool { get }

  /// True for what a sibling takes over: a partition's index, when the partition is attached.
  var isTakenOver: Bool { get }

  /// The lower, the earlier among its siblings PostgreSQL comes upon it, where that tells which of
  /// several is taken over.
  var seniority: UInt32 { get }

  /// True when a parent that joins a whole could take this one over where `other` is meant.
  func isRival(of other: any SchemaObject) -> Bool

  /// True when a call that means this one could be taken for one of `other`.
  func isMistakable(for other: any SchemaObject) -> Bool

  /// True for what must stand before a replaced parent's rows are put back.
  static var precedesRows: Bool { get }

  /// What becomes of this object when one that it needs is replaced or altered alone.
  func response(to disturbance: Disturbance) -> Response

  /// What PostgreSQL forgets when what this belongs to is replaced in place, or made anew by a change
  /// of what that needs.
  var saidAgain: [Statement] { get }

  /// How an object that must be replaced keeps what it holds; nil when it holds nothing.
  /// `retiring` are those that step aside together with it.
  func retirement(to new: Self, in diff: Diff, with retiring: Set<ObjectID>) -> Retirement?

  /// How it comes to rows that are there already when it is new; nil when there can be none.
  func intake(
    in diff: Diff, isKept: (ObjectID) -> Bool, isLeaving: (ObjectID) -> Bool
  ) -> Intake?

  /// How the object steps aside where another one that holds rows cannot let go of it; nil when it
  /// does so as it does when it is replaced.
  var aside: Retirement? { get }

  /// True for what steps aside, when it is dropped, for another object that takes its name while
  /// others still have to move from one to the other.
  static var makesWay: Bool { get }

  /// What turns a value of this type into one of `new`, where going by way of its text does not.
  func conversion(of value: SQL, to new: any SchemaObject) -> SQL?

  /// Tells what of this kind PostgreSQL makes by itself beside a newly created object of any kind,
  /// in a database that is as `old` says; nil when it never does. Asked once for a plan.
  static func births(
    in old: Snapshot
  ) -> (@Sendable (any SchemaObject) -> [any SchemaObject])?

  /// True for what must wait until all else has been created.
  static var comesLast: Bool { get }

  /// True for a state in which nothing that belongs to the parent can be changed.
  var blocksParent: Bool { get }

  /// True for what has a place in `pg_class` of its own, and so can be locked.
  var isRelation: Bool { get }

  /// True for a whole whose rows are those of its parts.
  var isDivided: Bool { get }

  /// How far a look at the object goes on to what it is made of.
  static var transparency: Transparency { get }

  /// What it holds of every row of its table, as PostgreSQL words it.
  var condition: String? { get }

  /// True for what a whole hands on to its parts at once.
  var reachesParts: Bool { get }

  /// Whose rows its own rows need.
  var refersTo: ObjectID? { get }

  /// Where it is changed from `old`: true when that has to be done before those whose rows refer to its
  /// own are changed alike, false when afterwards, nil when it is all one.
  func precedesReferrers(changedFrom old: any SchemaObject) -> Bool?

  /// What a statement does to other relations in which the object stands as a part.
  var reach: Reach? { get }

  /// Which of a column's changes make PostgreSQL see its values again for this object.
  var recheck: Recheck { get }

  /// Brings the object about while `old`, which is called `name` by then, is still at work, and
  /// drops that; nil where the old one has to go first.
  func replaceOnline(_ old: Self, called name: String) -> [Statement]?

  /// Makes it while others work, each of the `copies` that come with it first and it itself last;
  /// nil where these cannot be had before. In the `old` state others may have their names.
  func onlineCreation(with copies: [any SchemaObject], behind old: Snapshot) -> [Statement]?

  /// False for what is compared only when that is asked for. It is read all the same, and given
  /// back to an object that is replaced.
  static var isComparedUnasked: Bool { get }

  /// True for what is so without a word where the role of this name makes things: its being theirs.
  func goesUnsaid(to role: String) -> Bool

  /// What of it not every server knows.
  var novelties: [Novelty] { get }

  /// The object as a server of this version has it, where that knows less and does without.
  func known(to version: ServerVersion) -> Self

  /// The object as it has to be told where `snapshot` stands around it, which is not the snapshot
  /// that it was read with. It may go by another id there; nil where it goes without saying.
  func restated(in snapshot: Snapshot) -> Self?

  /// False for kinds whose objects are told alike wherever they stand.
  static var isToldBesideOthers: Bool { get }

  /// Both at once, where they come to go by one id.
  func united(with other: Self) -> Self

  /// What must be so while a statement of it runs, and is so in neither state: what brings that about,
  /// and what ends it.
  func admission(in diff: Diff) -> (before: [Statement], after: [Statement])?

  /// The object where all is read that it may be inherited from.
  func settled(in catalog: Catalog) -> Self

  /// What it needs beyond its database: roles and tablespaces, which no plan makes.
  var clusterNeeds: [ObjectID] { get }

  /// Gives it another name and keeps all else.
  func rename(to name: String) -> Statement

  /// Names within it that are no objects of their own.
  var members: [String] { get }

  /// Gives a member another name; nil when it has none.
  func rename(member: String, to name: String) -> Statement?

  /// True for the same under another name, of a kind whose names are made from those of others:
  /// when they are renamed, this one follows.
  func isRenamed(as other: Self) -> Bool

  /// True for what could be the same object in another state, as far as it knows by itself.
  func resembles(_ other: Self) -> Bool
}

/// A child inside its parent's `create`.
package struct Part: Sendable {
  package let object: any SchemaObject
  package let sql: SQL

  package init(object: any SchemaObject, sql: SQL) {
    self.object = object
    self.sql = sql
  }
}

/// A session setting that holds while a plan runs.
package struct Setting: Sendable, Hashable, Comparable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  package static func < (a: Self, b: Self) -> Bool {
    (a.name, a.value) < (b.name, b.value)
  }
}

extension SchemaObject {
  package static var trace: SQL? { nil }
  package static var traceIsScanned: Bool { false }
  package static func texts(_ version: ServerVersion) -> Texts? { nil }
  package static var isLent: Bool { false }
  package var parent: ObjectID? { nil }
  package var leader: Leader? { nil }
  package var isLocal: Bool { false }
  package func isCopy(of leader: any SchemaObject) -> Bool { true }
  package func staying(under change: Change) -> [Statement] { [] }
  package func departs(from leader: any SchemaObject) -> Bool { false }
  package func parting(from old: any SchemaObject) -> [Statement] { [] }
  package var ties: [ObjectID] { [] }
  package var hasSeveralLeaders: Bool { false }
  package var barsNulls: Bool { false }
  package var holdsParent: Bool { false }
  package var staysBehind: Bool { false }
  package var followsItsHeirs: Bool { false }
  package var comesWithParent: Bool { false }
  package var position: Int { 0 }
  package var needs: [ObjectID] { [] }
  package var wants: [ObjectID] { [] }
  package var unreadBody: String? { nil }
  package var claims: [ObjectID] { [] }
  package var completes: ObjectID? { nil }
  package var bond: Bond? { nil }
  package static var blockForm: BlockForm? { nil }
  package func ignoresAutomatic(_ needed: ObjectID) -> Bool { false }
  package var settings: [Setting] { [] }
  package var standIn: StandIn? { nil }
  package var aside: Retirement? { nil }
  package static var makesWay: Bool { false }
  package func conversion(of value: SQL, to new: any SchemaObject) -> SQL? { nil }
  package func finish() -> [Statement] { [] }
  package func clause(_ parts: [Part]) -> SQL? { nil }
  package func redefine(from old: Self) -> [Statement] { create([]) }
  package func drop() -> [Statement] { [Statement("drop \(reference)")] }
  package func dropAlone() -> [Statement] { drop() }
  package func drop(with carried: [any SchemaObject]) -> [Statement] { drop() }
  package static var isRowType: Bool { false }
  package static var isFoundByName: Bool { false }
  package var fillsRows: Bool { false }
  package static var dropsWithParent: Bool { true }
  package static var movesWithParent: Bool { true }
  package var takesOverSiblings: Bool { false }
  package var takesRest: Bool { false }
  package var isTakenOver: Bool { false }
  package var seniority: UInt32 { 0 }
  package func isRival(of other: any SchemaObject) -> Bool { false }
  package func isMistakable(for other: any SchemaObject) -> Bool { false }
  package static var precedesRows: Bool { false }
  package func response(to disturbance: Disturbance) -> Response { .rebuild }
  package var saidAgain: [Statement] { [] }
  package func retirement(
    to new: Self, in diff: Diff, with retiring: Set<ObjectID>
  ) -> Retirement? { nil }
  package func intake(
    in diff: Diff, isKept: (ObjectID) -> Bool, isLeaving: (ObjectID) -> Bool
  ) -> Intake? { nil }
  package static func births(
    in old: Snapshot
  ) -> (@Sendable (any SchemaObject) -> [any SchemaObject])? { nil }
  package static var comesLast: Bool { false }
  package var blocksParent: Bool { false }
  package func replaceOnline(_ old: Self, called name: String) -> [Statement]? { nil }
  package func onlineCreation(
    with copies: [any SchemaObject], behind old: Snapshot
  ) -> [Statement]? { nil }
  package var isRelation: Bool { claims.contains { $0.kind == .relationName } }
  package var isDivided: Bool { false }
  package static var transparency: Transparency { .none }
  package var condition: String? { nil }
  package var reachesParts: Bool { false }
  package var refersTo: ObjectID? { nil }
  package func precedesReferrers(changedFrom old: any SchemaObject) -> Bool? { nil }
  package var reach: Reach? { nil }
  package var recheck: Recheck { .nothing }
  package static var isComparedUnasked: Bool { true }
  package func goesUnsaid(to role: String) -> Bool { false }
  package var novelties: [Novelty] { [] }
  package func known(to version: ServerVersion) -> Self { self }
  package func restated(in snapshot: Snapshot) -> Self? { self }
  package static var isToldBesideOthers: Bool { false }
  package func united(with other: Self) -> Self { self }
  package func admission(in diff: Diff) -> (before: [Statement], after: [Statement])? { nil }
  package func settled(in catalog: Catalog) -> Self { self }
  package var clusterNeeds: [ObjectID] { [] }
  package func rename(to name: String) -> Statement {
    Statement("alter \(reference) rename to \(name: name)", lock: renameLock)
  }
  package var members: [String] { [] }
  package func rename(member: String, to name: String) -> Statement? { nil }
  package func isRenamed(as other: Self) -> Bool { false }
  package func resembles(_ other: Self) -> Bool { hasAttributes(of: other) }

  /// What belongs to a relation is renamed under that one's lock.
  private var renameLock: LockMode {
    parent != nil || isRelation ? .accessExclusive : .none
  }

  /// No attribute differs, whatever the two are called.
  func hasAttributes(of other: Self) -> Bool { !Self.rules.contains { $0.differs(self, other) } }

  /// The same of one whose kind is not known.
  func hasAttributes(like other: any SchemaObject) -> Bool {
    (other as? Self).map(hasAttributes) ?? false
  }

  package var kind: KindName { Self.kind }

  /// The names as SQL: `public.author`.
  package var qualifiedName: SQL { "\(name: id.names)" }

  func equals(_ other: any SchemaObject) -> Bool {
    (other as? Self) == self
  }

  func united(withAny other: any SchemaObject) -> any SchemaObject {
    (other as? Self).map(united) ?? self
  }

  /// The same object with these attributes of another's; nil where they cannot be had apart.
  func taking(_ attributes: Set<String>, from other: any SchemaObject) -> Self? {
    guard let other = other as? Self else { return nil }
    var copy = self
    for rule in Self.rules where attributes.contains(rule.attribute) {
      guard rule.take(&copy, other) else { return nil }
    }
    return copy
  }
}
