package import Postgres

/// What has been read of a database so far: kinds that come later resolve the OIDs in their rows
/// here, so no query has to join for names.
package struct Catalog {
  package let version: ServerVersion
  /// What names are relative to in the definitions that PostgreSQL writes.
  private let searchPath: String
  /// Which types turn into which without being told how.
  package internal(set) var casts = Casts()
  /// What was seen and could not be read, with its counts.
  private(set) var unread: [String: Int] = [:]
  /// Where what is being read is kept.
  package internal(set) var address = Address(0, 0)
  private var leaders: [ObjectID: [Leader]] = [:]
  private(set) var objects = Objects()
  /// Those in whose texts there is more than ASCII.
  private(set) var beyondASCII: Set<ObjectID> = []
  /// Where in `objects` each is, or, below zero, whose part: the last of `aliases` is -1 - its place.
  private var places = AddressMap<Int32>()
  private var aliases: [ObjectID] = []
  private var parts = AddressMap<Subject>()
  private var extensionMembers = AddressMap<UInt32>()
  /// Inner parts that no person names, and what each is internal to.
  private var wholes = AddressMap<Address>()
  private var inner = AddressMap<InnerObject>()
  private var texts = AddressMap<String>()
  /// What was made out of the last relation whose parts were read.
  private var latest: (oid: UInt32, home: any AnyObject & Sendable)?

  init(version: ServerVersion, searchPath: String) {
    self.version = version
    self.searchPath = searchPath
  }

  /// The object at `address`, or nil when it is a system's, an extension's or not modelled.
  package func id(_ address: Address) -> ObjectID? {
    places[address].map { $0 < 0 ? aliases[Int(-1 - $0)] : objects.keys[Int($0)] }
  }

  package func object(_ address: Address) -> (any SchemaObject)? {
    place(address).map { objects.values[$0] }
  }

  /// Where in `objects` the one at `address` is.
  private func place(_ address: Address) -> Int? {
    places[address].flatMap(place)
  }

  private func place(_ code: Int32) -> Int? {
    code < 0 ? objects.place(of: aliases[Int(-1 - code)]) : Int(code)
  }

  func contains(_ id: ObjectID) -> Bool { objects.place(of: id) != nil }

  package subscript(_ id: ObjectID) -> (any SchemaObject)? { objects[id] }

  /// A table, view, index or sequence by its OID.
  package func relation(_ oid: UInt32) -> ObjectID? {
    id(Address(SystemCatalog.relation, oid))
  }

  /// What `make` makes out of a relation for all its parts: their rows come one after the other.
  package mutating func home<Home: AnyObject & Sendable>(
    _ oid: UInt32, _ make: (ObjectID, (any SchemaObject)?) -> Home
  ) -> Home? {
    if let latest, latest.oid == oid, let home = latest.home as? Home { return home }
    guard let id = relation(oid) else { return nil }
    let home = make(id, objects[id])
    latest = (oid, home)
    return home
  }

  /// A column by its table's OID and its number.
  package func column(_ relation: UInt32, _ number: Int) -> ObjectID? {
    id(Address(SystemCatalog.relation, relation, Int32(truncatingIfNeeded: number)))
  }

  /// A schema's name by its OID; nil for a system's schema, whose objects are not read.
  package func schema(_ oid: UInt32) -> String? {
    id(Address(SystemCatalog.namespace, oid))?.name
  }

  /// A relation's name as PostgreSQL shows it: without the schema where that is searched. Its own
  /// relations hide others of their names.
  package func shownName(_ names: [String]) -> String {
    let bare = names.last ?? ""
    return names.first == searchPath && !bare.hasPrefix("pg_")
      ? quoteIdentifier(bare) : names.map(quoteIdentifier).joined(separator: ".")
  }

  /// The extension whose member is at `address`.
  package func provider(of address: Address) -> ObjectID? {
    extensionMembers[address.whole].flatMap { id(Address(SystemCatalog.extension, $0)) }
  }

  func isExtensionMember(_ address: Address) -> Bool {
    extensionMembers[address.whole] != nil
  }

  mutating func addExtensionMember(_ address: Address, of extensionOID: UInt32) {
    extensionMembers[address] = extensionOID
  }

  /// What the inner part at `address` is internal to.
  package func whole(of address: Address) -> Address? { wholes[address] }

  mutating func note(_ part: Address, within whole: Address) {
    if wholes[part] == nil { wholes[part] = whole }
  }

  /// An object that counts as a part of what is at `address`, which is read later.
  package func inner(of address: Address) -> InnerObject? { inner[address] }

  package mutating func note(_ object: InnerObject, within address: Address) {
    inner[address] = object
  }

  /// See `SchemaObject.texts`.
  package func text(of address: Address) -> String? { texts[address] }

  mutating func note(_ text: String, of address: Address) { texts[address] = text }

  mutating func reserve(_ count: Int) {
    objects.reserve(count)
    places.reserve(count)
  }

  /// Adds the object; its place among all.
  mutating func add(_ named: Named, at address: Address, isASCII: Bool) -> Int {
    let place = objects.add(named)
    if !isASCII { beyondASCII.insert(named.id) }
    places[address] = Int32(truncatingIfNeeded: place)
    return place
  }

  /// Notes that what `follower` holds is inherited from `leader`.
  package mutating func note(_ follower: ObjectID, follows leader: Leader) {
    leaders[follower, default: []].append(leader)
  }

  /// The inherited original of a child `id` of `follower`: the same child of the first that it
  /// follows. Which of several it is only `leaders` tells, when all is read.
  package func leader(of id: ObjectID, in follower: ObjectID) -> Leader? {
    leaders[follower]?.first.map { leader(of: id, in: $0) }
  }

  /// The same child of each that `follower` follows and that has it.
  package func leaders(of id: ObjectID, in follower: ObjectID) -> [Leader] {
    (leaders[follower] ?? []).map { leader(of: id, in: $0) }.filter { objects[$0.id] != nil }
  }

  private func leader(of id: ObjectID, in whole: Leader) -> Leader {
    Leader(whole.id.child(id.kind, id.name), through: whole.through)
  }

  /// Says of what belongs to followers of several which of these have it, too.
  mutating func settle() {
    let several = leaders.filter { $0.value.count > 1 }
    if several.isEmpty { return }
    let catalog = self
    objects.restate { object in
      guard let parent = object.parent, several[parent] != nil else { return object }
      return object.settled(in: catalog)
    }
  }

  /// Counts one object that cannot be read, so that nobody takes it for compared.
  package mutating func noteUnread(_ what: String) {
    unread[what, default: 0] += 1
  }

  /// Lets `address`, an inner part that has no object of its own, stand for `id`.
  package mutating func alias(_ address: Address, to id: ObjectID) {
    places[address] = Int32(truncatingIfNeeded: -1 - aliases.count)
    aliases.append(id)
  }

  /// The same for a part that is spoken of by a name of its own.
  package mutating func alias(
    _ address: Address, to id: ObjectID, as part: String, _ reference: SQL
  ) {
    alias(address, to: id)
    parts[address] = Subject(object: id, part: part, reference: reference)
  }

  /// What is spoken of by `address`.
  package func subject(_ address: Address) -> Subject? {
    parts[address]
      ?? object(address).map { Subject($0) }
  }

  /// The place of the object that answers for `address` in a dependency: itself, its extension, or
  /// the object whose inner part it is.
  func answering(for address: Address) -> Int? {
    var current = address
    // Row type → table, its array type → row type, a view's rule → view: never more than a few.
    for _ in 0..<8 {
      if let code = places[current] { return place(code) }
      if let provider = provider(of: current) { return objects.place(of: provider) }
      if let next = wholes[current] {
        current = next
      } else if current.part != 0 {
        current = current.whole
      } else {
        return nil
      }
    }
    return nil
  }
}

/// An object that has no id of its own: it belongs to another, which says what it is like.
package struct InnerObject: Sendable {
  package let oid: UInt32
  package let content: any SchemaObject

  package init(oid: UInt32, content: any SchemaObject) {
    self.oid = oid
    self.content = content
  }
}
