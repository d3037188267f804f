/// The objects of one snapshot, each found by its id: in the order in which they were read.
package struct Objects: Sendable {
  package private(set) var values: [any SchemaObject] = []
  package private(set) var keys: [ObjectID] = []
  private var places = PlaceTable()

  package init() {}

  package init(_ list: some Swift.Sequence<any SchemaObject>) {
    for object in list { add(object) }
  }

  package var count: Int { values.count }

  package subscript(_ id: ObjectID) -> (any SchemaObject)? { place(of: id).map { values[$0] } }

  /// Where in `values` the object is.
  func place(of id: ObjectID) -> Int? {
    places.find(id.hash) { keys[$0] == id }
  }

  /// The same for an id that is probably at `hint`: alike databases are read in the same order.
  func place(of id: ObjectID, near hint: Int) -> Int? {
    hint < keys.count && keys[hint] == id ? hint : place(of: id)
  }

  mutating func reserve(_ more: Int) {
    values.reserve(more)
    keys.reserve(more)
    places.reserve(more)
  }

  /// Adds the object, or puts it where one of its id is. The place where it is then.
  @discardableResult
  mutating func add(_ object: any SchemaObject) -> Int { add(Named(object: object, id: object.id)) }

  @discardableResult
  mutating func add(_ named: Named) -> Int {
    if let place = place(of: named.id) {
      values[place] = named.object
      return place
    }
    places.add(named.id.hash, values.count)
    values.append(named.object)
    keys.append(named.id)
    return values.count - 1
  }

  /// Replaces each object by one of the same id.
  mutating func restate(_ change: (any SchemaObject) -> any SchemaObject) {
    for place in values.indices { values[place] = change(values[place]) }
  }

  /// True for a copy of these objects.
  func isSame(as other: Objects) -> Bool {
    count == other.count
      && keys.withUnsafeBufferPointer { own in
        other.keys.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress }
      }
      && values.withUnsafeBufferPointer { own in
        other.values.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress }
      }
  }
}

/// An object with its id. It is handed on as it is, where the compiler would take a bare object out of
/// its box and put it into another on the way.
struct Named {
  let object: any SchemaObject
  let id: ObjectID
}

extension Objects: Swift.Sequence {
  package func makeIterator() -> AnyIterator<(key: ObjectID, value: any SchemaObject)> {
    var place = 0
    return AnyIterator {
      guard place < values.count else { return nil }
      defer { place += 1 }
      return (keys[place], values[place])
    }
  }
}

extension Array {
  /// Makes room for so many more, and not for those alone: the next ones would copy all again.
  mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    reserveCapacity(Swift.max(count + more, capacity * 2))
  }
}
