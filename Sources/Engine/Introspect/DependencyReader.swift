import Postgres

/// Turns `pg_depend` rows into edges between objects.
///
/// Many rows speak of inner parts that no person names: a table's row type, a view's rule, a
/// constraint's index. Each is internal (`i`) to an object that a person does name, and counts as
/// that object.
struct DependencyReader {
  private struct Edge {
    let from: Address
    let to: Address
    let isAutomatic: Bool
    /// A partition's index goes with the parent's index, and only with it.
    let isPartition: Bool
  }
  private var edges: [Edge] = []
  private var aliases: [Address: Address] = [:]

  mutating func read(_ result: borrowing Result) throws(DatabaseError) {
    edges.reserveCapacity(result.rowCount)
    try result.forEachRow { row in
      let from = Address(row.oid(), row.oid(), Int32(row.int()))
      let to = Address(row.oid(), row.oid(), Int32(row.int()))
      let type = row.character()
      edges.append(Edge(from: from, to: to, isAutomatic: type == "a", isPartition: type == "P"))
      if type == "i", aliases[from] == nil { aliases[from] = to }
    }
  }

  /// What each object needs, in the order in which the catalogs say it, without repeats; and what
  /// goes away by itself when another does.
  func resolved(
    in catalog: Catalog, objects: [any SchemaObject]
  ) -> (needs: [ObjectID: [ObjectID]], carriers: [ObjectID: ObjectID]) {
    var result: [ObjectID: [ObjectID]] = [:]
    var carriers: [ObjectID: ObjectID] = [:]
    result.reserveCapacity(objects.count)
    func add(_ from: ObjectID, _ to: ObjectID) {
      if from != to, result[from]?.contains(to) != true { result[from, default: []].append(to) }
    }
    for object in objects {
      if let parent = object.parent { add(object.id, parent) }
      for needed in object.needs where catalog[needed] != nil { add(object.id, needed) }
    }
    for edge in edges {
      guard let from = catalog.answering(for: edge.from, aliases: aliases),
        let to = catalog.answering(for: edge.to, aliases: aliases)
      else { continue }
      if edge.isAutomatic, catalog[from]?.ignoresAutomatic(to) == true {
        carriers[from] = to
      } else {
        if edge.isPartition { carriers[from] = to }
        add(from, to)
      }
    }
    return (result, carriers)
  }
}
