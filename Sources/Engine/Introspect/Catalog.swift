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
  private var leaders: [ObjectID: [Leader]] = [:]
  private(set) var objects = Objects()
  /// Those in whose texts there is more than ASCII.
  private(set) var beyondASCII: Set<ObjectID> = []
  private var ids = AddressMap<ObjectID>()
  private var parts = AddressMap<Subject>()
  private var extensionMembers = AddressMap<UInt32>()

  init(version: ServerVersion, searchPath: String) {
    self.version = version
    self.searchPath = searchPath
  }

  /// The object at `address`, or nil when it is a system's, an extension's or not modelled.
  package func id(_ address: Address) -> ObjectID? { ids[address] }

  package func object(_ address: Address) -> (any SchemaObject)? {
    ids[address].flatMap { objects[$0] }
  }

  func contains(_ id: ObjectID) -> Bool { objects.place(of: id) != nil }

  package subscript(_ id: ObjectID) -> (any SchemaObject)? { objects[id] }

  /// A table, view, index or sequence by its OID.
  package func relation(_ oid: UInt32) -> ObjectID? {
    ids[Address(SystemCatalog.relation, oid)]
  }

  /// A column by its table's OID and its number.
  package func column(_ relation: UInt32, _ number: Int) -> ObjectID? {
    ids[Address(SystemCatalog.relation, relation, Int32(number))]
  }

  /// A schema's name by its OID; nil for a system's schema, whose objects are not read.
  package func schema(_ oid: UInt32) -> String? {
    ids[Address(SystemCatalog.namespace, oid)]?.name
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
    extensionMembers[address.whole].flatMap { ids[Address(SystemCatalog.extension, $0)] }
  }

  func isExtensionMember(_ address: Address) -> Bool {
    extensionMembers[address.whole] != nil
  }

  mutating func addExtensionMember(_ address: Address, of extensionOID: UInt32) {
    extensionMembers[address] = extensionOID
  }

  mutating func reserve(_ count: Int) {
    objects.reserve(count)
    ids.reserve(count)
  }

  /// Adds the object; its place among all.
  mutating func add(_ object: any SchemaObject, at address: Address, isASCII: Bool) -> Int {
    let place = objects.add(object)
    let id = objects.keys[place]
    if !isASCII { beyondASCII.insert(id) }
    ids[address] = id
    return place
  }

  /// Notes that what `follower` holds is inherited from `leader`.
  package mutating func note(_ follower: ObjectID, follows leader: Leader) {
    leaders[follower, default: []].append(leader)
  }

  /// The inherited original of a child `id` of `follower`: the same child of one it follows.
  package func leader(of id: ObjectID, in follower: ObjectID) -> Leader? {
    let candidates = leaders(of: id, in: follower)
    return candidates.first { objects[$0.id] != nil } ?? candidates.first
  }

  /// The same child of each that `follower` follows, whether it is there or not.
  package func leaders(of id: ObjectID, in follower: ObjectID) -> [Leader] {
    (leaders[follower] ?? []).map {
      Leader($0.id.child(id.kind, id.name), through: $0.through)
    }
  }

  /// Counts one object that cannot be read, so that nobody takes it for compared.
  package mutating func noteUnread(_ what: String) {
    unread[what, default: 0] += 1
  }

  /// Lets `address`, an inner part that has no object of its own, stand for `id`.
  package mutating func alias(_ address: Address, to id: ObjectID) {
    ids[address] = id
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
      ?? object(address).map { Subject(object: $0.id, part: nil, reference: $0.reference) }
  }

  /// The object that answers for `address` in a dependency: itself, its extension, or the object
  /// whose inner part it is.
  func answering(for address: Address, aliases: AddressMap<Address>) -> ObjectID? {
    var current = address
    // Row type → table, its array type → row type, a view's rule → view: never more than a few.
    for _ in 0..<8 {
      if let id = ids[current] { return id }
      if let provider = provider(of: current) { return provider }
      if let next = aliases[current] {
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
