import Engine

/// A schema as JSON, for other programs: every object with what is known of it, sorted.
///
/// The form is as flat as the engine's model: `{"kind", "name", "parent", attributes…}`.
enum SnapshotJSON {
  static func text(_ snapshot: Snapshot) -> String {
    let objects = snapshot.objects.sorted { $0.key < $1.key }.map { object($0.value) }
    guard !objects.isEmpty else { return "[]\n" }
    return "[\n" + objects.map { "  \($0)" }.joined(separator: ",\n") + "\n]\n"
  }

  private static func object(_ object: any SchemaObject) -> String {
    let name = object.id.names.map(JSONText.string).joined(separator: ", ")
    var pairs = [
      "\"kind\": \(JSONText.string(object.id.kind.rawValue))", "\"name\": [\(name)]",
    ]
    pairs += object.told.filter { $0.value != "none" && !$0.value.isEmpty }.map {
      "\(JSONText.string($0.name)): \($0.isLiteral ? $0.value : JSONText.string($0.value))"
    }
    return "{\(pairs.joined(separator: ", "))}"
  }
}
