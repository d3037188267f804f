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
    pairs += object.attributes.filter { $0.value != "none" && !$0.value.isEmpty }.map {
      "\(JSONText.string($0.name)): \(value($0.value))"
    }
    return "{\(pairs.joined(separator: ", "))}"
  }

  private static func value(_ text: String) -> String {
    text == "true" || text == "false" || JSONText.isNumber(text) ? text : JSONText.string(text)
  }
}

extension SchemaObject {
  /// What is known of it beside its name, in the words that a comparison uses.
  var attributes: [(name: String, value: String)] {
    Self.rules.map { ($0.attribute, $0.show(self)) }
  }
}
