import Postgres

/// What a statement of a model made or altered, by the server's own account.
///
/// Where nothing is known of it, it may have done anything.
package struct StatementEffect: Sendable, Hashable {
  /// Objects, or parts of them.
  package private(set) var objects: Set<ObjectID> = []
  /// It is about what it names, and PostgreSQL does not say what that is: a grant on a relation, a
  /// function or a type.
  package private(set) var isByName = false
  /// What it made is as something else was that it depends on no more: `create table … as`.
  package private(set) var isCopy = false

  package init() {}

  var isKnown: Bool { isByName || !objects.isEmpty }

  mutating func merge(_ other: StatementEffect) {
    objects.formUnion(other.objects)
    isByName = isByName || other.isByName
    isCopy = isCopy || other.isCopy
  }

  fileprivate init(_ sights: [StatementWatch.Sight], _ ids: [Address: ObjectID]) {
    self.init()
    for sight in sights {
      switch sight {
      case .named: isByName = true
      case .object(let address, let isCopy):
        self.isCopy = self.isCopy || isCopy
        guard let id = ids[address] else {
          self.init()
          return
        }
        objects.insert(id)
      case .nothing:
        self.init()
        return
      }
    }
  }
}

extension StatementEffect {
  package static func packed(_ effects: [StatementEffect]) -> [UInt8] {
    var packed = PackedWriter()
    packed.add(effects.count)
    for effect in effects {
      packed.add((effect.isByName ? 1 : 0) + (effect.isCopy ? 2 : 0))
      packed.add(effect.objects.count)
      for id in effect.objects { packed.add([id.kind.rawValue] + id.names) }
    }
    return packed.bytes
  }

  /// Nil where the bytes make no sense.
  package static func unpacked(_ bytes: ArraySlice<UInt8>) -> [StatementEffect]? {
    var packed = PackedReader(bytes)
    guard let count = packed.number(), count >= 0 else { return nil }
    var effects: [StatementEffect] = []
    for _ in 0..<count {
      var effect = StatementEffect()
      guard let flags = packed.number(), let objects = packed.number(), objects >= 0 else {
        return nil
      }
      (effect.isByName, effect.isCopy) = (flags & 1 != 0, flags & 2 != 0)
      for _ in 0..<objects {
        guard let words = packed.list(), let kind = words.first else { return nil }
        effect.objects.insert(ObjectID(KindName(kind), Array(words.dropFirst())))
      }
      effects.append(effect)
    }
    return effects
  }
}

/// Has a server of our own say what each statement makes or alters, while a model is applied to it.
///
/// An event trigger takes the notes. It and they are gone before the database is read.
struct StatementWatch {
  /// What was seen of a statement.
  enum Sight {
    case object(Address, isCopy: Bool)
    case named
    /// Something of which nothing is known.
    case nothing
  }

  private(set) var sights: [String: [Sight]] = [:]

  /// Notes what happens from now on in this session.
  static func begin(_ connection: Connection) throws(DatabaseError) {
    let statements: [SQL] = [
      """
      create temp table schemashell_sight
        (query text, classid oid, objid oid, subid int, tag text, type text)
      """,
      // Whoever speaks, it is the superuser who takes notes. No statement fails by that.
      """
      create function pg_temp.schemashell_watch() returns event_trigger
      language plpgsql security definer as $$
      begin
        insert into pg_temp.schemashell_sight
          select pg_catalog.current_query(), c.classid, c.objid, c.objsubid, c.command_tag,
            c.object_type
          from pg_catalog.pg_event_trigger_ddl_commands() c;
      exception when others then
        insert into pg_temp.schemashell_sight (query) values (pg_catalog.current_query());
      end
      $$
      """,
      """
      create event trigger schemashell_watch on ddl_command_end
        execute function pg_temp.schemashell_watch()
      """,
    ]
    for statement in statements { _ = try connection.run(statement) }
  }

  /// Takes the notes, and leaves nothing behind.
  init(endingOn connection: Connection) throws {
    _ = try connection.run("drop event trigger if exists schemashell_watch")
    var sights: [String: [Sight]] = [:]
    try connection.run(
      """
      select query, classid, objid, subid, tag in ('GRANT', 'REVOKE') and type in ('TABLE', 'COLUMN',
          'SEQUENCE', 'FUNCTION', 'PROCEDURE', 'ROUTINE', 'TYPE', 'DOMAIN'), tag = 'CREATE TABLE AS'
      from pg_temp.schemashell_sight
      """
    ).forEachRow { row in
      let query = row.text()
      let (catalog, oid, part) = (row.optionalOID(), row.optionalOID(), row.optionalInt())
      let (isGrant, isCopy) = (row.optionalBool() ?? false, row.optionalBool() ?? false)
      let sight: Sight
      if let catalog, let oid {
        sight = .object(Address(catalog, oid, Int32(truncatingIfNeeded: part ?? 0)), isCopy: isCopy)
      } else {
        sight = isGrant ? .named : .nothing
      }
      sights[query, default: []].append(sight)
    }
    _ = try connection.run("drop function pg_temp.schemashell_watch()")
    _ = try connection.run("drop table pg_temp.schemashell_sight")
    self.sights = sights
  }

  var addresses: Set<Address> {
    var all: Set<Address> = []
    for case .object(let address, _) in sights.values.joined() { all.insert(address) }
    return all
  }

  /// What each of the statements did, `ids` being the objects that answer for the addresses.
  func effects(of statements: [ModelStatement], _ ids: [Address: ObjectID]) -> [StatementEffect] {
    statements.map { statement in
      let seen = ([statement] + statement.apart).flatMap { sights[$0.sql] ?? [] }
      return StatementEffect(seen, ids)
    }
  }
}
