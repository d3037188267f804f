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
  /// Each object's parent, noted while it is at hand; by their places.
  private var links: [(from: Int32, to: Int32)] = []
  /// What else objects say of themselves.
  private var further: [(from: Int32, to: [ObjectID])] = []

  mutating func reserve(_ count: Int) { links.reserve(count) }

  mutating func note(_ object: some SchemaObject, at place: Int, parent: Int?) {
    let from = Int32(truncatingIfNeeded: place)
    if let parent, parent != place { links.append((from, Int32(truncatingIfNeeded: parent))) }
    let others = object.needs
    if !others.isEmpty { further.append((from, others)) }
  }

  mutating func read(
    _ result: borrowing Result, _ catalog: inout Catalog
  ) throws(DatabaseError) {
    edges.reserveCapacity(result.rowCount)
    try result.forEachRow { row in
      let from = Address(packed: row.int(), part: row.optionalInt())
      let to = Address(packed: row.int(), part: row.optionalInt())
      let type = row.optionalCharacter()
      edges.append(Edge(from: from, to: to, isAutomatic: type == "a", isPartition: type == "P"))
      if type == "i" { catalog.note(from, within: to) }
    }
  }

  struct Edges {
    /// What each object needs, in the order in which the catalogs say it.
    var needs: Needs
    /// What goes away by itself when another does.
    var carriers: [ObjectID: ObjectID]
    /// For each object that is a type of rows, what computes with its values or keeps some.
    var rowUsers: [ObjectID: [ObjectID]]
  }

  mutating func resolve(in catalog: Catalog) -> Edges {
    var carriers: [ObjectID: ObjectID] = [:]
    var rowUsers: [ObjectID: [ObjectID]] = [:]
    let objects = catalog.objects
    links.reserve(further.count + edges.count)
    for (from, others) in further {
      for needed in others { add(from, objects.place(of: needed)) }
    }
    // The rows of one object come one after the other.
    var last: (address: Address, place: Int?)?
    for edge in edges {
      if last?.address != edge.from {
        last = (edge.from, catalog.answering(for: edge.from))
      }
      guard let from = last?.place,
        let to = catalog.answering(for: edge.to)
      else { continue }
      let isIgnored =
        (edge.isAutomatic || edge.isPartition)
        && objects.values[from].ignoresAutomatic(objects.keys[to])
      if edge.isAutomatic, isIgnored {
        carriers[objects.keys[from]] = objects.keys[to]
      } else {
        if edge.isPartition, !isIgnored { carriers[objects.keys[from]] = objects.keys[to] }
        add(Int32(truncatingIfNeeded: from), to)
        if edge.to.catalog == SystemCatalog.type, from != to,
          type(of: objects.values[to]).isRowType
        {
          let (user, used) = (objects.keys[from], objects.keys[to])
          if rowUsers[used]?.contains(user) != true { rowUsers[used, default: []].append(user) }
        }
      }
    }
    return Edges(
      needs: Needs(objects.count, links), carriers: carriers, rowUsers: rowUsers)
  }

  private mutating func add(_ from: Int32, _ place: Int?) {
    guard let place, place != Int(from) else { return }
    links.append((from, Int32(truncatingIfNeeded: place)))
  }
}
