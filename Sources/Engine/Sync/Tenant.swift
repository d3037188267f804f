/// A schema by itself, as where each tenant of a database has one.
extension Snapshot {
  /// What lies in a schema, without the schema and what is said of it.
  package func inside(_ schema: String) -> Snapshot {
    let schema = ObjectID(Schema.kind, [schema])
    return filtered { object in
      if let parent = object.parent, self[parent] != nil { return true }
      return needs(of: object.id).contains(schema)
    }
  }

  /// The names of the schemas in which there is something, in order.
  package var schemasInUse: [String] {
    let used = objects.values.lazy.filter { $0.parent == nil }.flatMap { needs(of: $0.id) }
      .filter { $0.kind == Schema.kind }
    return Set(used.map(\.name)).sorted()
  }

  package func hasSchema(_ name: String) -> Bool { self[ObjectID(Schema.kind, [name])] != nil }
}
