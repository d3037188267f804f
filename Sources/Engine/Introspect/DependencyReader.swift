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
  /// What objects say of themselves, noted while each is at hand.
  private var needs: [ObjectID: [ObjectID]] = [:]
  private var further: [(from: ObjectID, to: [ObjectID])] = []

  mutating func reserve(_ count: Int) {
    needs.reserveCapacity(needs.count + count)
  }

  mutating func note(_ object: some SchemaObject, _ parent: ObjectID?) {
    let id = object.id
    if let parent, parent != id { needs[id] = [parent] }
    let others = object.needs
    if !others.isEmpty { further.append((id, others)) }
  }

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

  struct Edges {
    /// What each object needs, in the order in which the catalogs say it, without repeats.
    var needs: [ObjectID: [ObjectID]] = [:]
    /// What goes away by itself when another does.
    var carriers: [ObjectID: ObjectID] = [:]
    /// For each object that is a type of rows, what computes with its values or keeps some.
    var rowUsers: [ObjectID: [ObjectID]] = [:]
  }

  mutating func resolve(in catalog: Catalog) -> Edges {
    var carriers: [ObjectID: ObjectID] = [:]
    var rowUsers: [ObjectID: [ObjectID]] = [:]
    for (from, others) in further {
      for needed in others where catalog.contains(needed) { add(from, needed) }
    }
    // The rows of one object come one after the other.
    var last: (address: Address, id: ObjectID?)?
    for edge in edges {
      if last?.address != edge.from {
        last = (edge.from, catalog.answering(for: edge.from, aliases: aliases))
      }
      guard let from = last?.id,
        let to = catalog.answering(for: edge.to, aliases: aliases)
      else { continue }
      if edge.isAutomatic, catalog[from]?.ignoresAutomatic(to) == true {
        carriers[from] = to
      } else {
        if edge.isPartition { carriers[from] = to }
        add(from, to)
        if edge.to.catalog == SystemCatalog.type, from != to, isRowType(to, catalog) {
          Self.add(from, to: &rowUsers[to, default: []])
        }
      }
    }
    return Edges(needs: needs, carriers: carriers, rowUsers: rowUsers)
  }

  private func isRowType(_ id: ObjectID, _ catalog: Catalog) -> Bool {
    catalog[id].map { type(of: $0).isRowType } ?? false
  }

  private mutating func add(_ from: ObjectID, _ to: ObjectID) {
    if from != to { Self.add(to, to: &needs[from, default: []]) }
  }

  private static func add(_ id: ObjectID, to list: inout [ObjectID]) {
    if !list.contains(id) { list.append(id) }
  }
}
