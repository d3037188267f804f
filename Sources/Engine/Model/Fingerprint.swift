/// A schema in one line, the same for equal schemas on any server: what a plan that is saved is held
/// against before it runs.
extension Snapshot {
  package var fingerprint: String {
    Migration.digest(
      objects.values.filter { type(of: $0).isComparedUnasked }.map(\.fingerprintText).sorted())
  }
}

extension SchemaObject {
  /// Its id and everything that could be a difference.
  fileprivate var fingerprintText: String {
    let names = id.names.map { "\($0.utf8.count):\($0)" }.joined(separator: " ")
    return Self.rules.filter { !$0.isDerived }.reduce(into: "\(id.kind) \(names)") {
      let value = $1.sense(self)
      $0 += "\n\($1.attribute) \(value.utf8.count):\(value)"
    }
  }
}
