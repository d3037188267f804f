import Postgres

/// What a model and a database both said when they last agreed: after a pull or a sync.
///
/// Against it one can tell which of the two has moved since, as a merge does with two branches.
package struct CommonState: Sendable {
  private let objects: [ObjectID: [String: String]]

  package init(_ snapshot: Snapshot) {
    objects = snapshot.objects.compactMapValues(Self.attributes)
  }

  /// What is compared of an object; nil for those that are not compared unasked.
  private static func attributes(of object: any SchemaObject) -> [String: String]? {
    guard type(of: object).isComparedUnasked else { return nil }
    return object.comparedAttributes
  }

  /// The objects that are others now than they were then, came, or went.
  package func moved(in snapshot: Snapshot) -> Set<ObjectID> {
    let now = CommonState(snapshot).objects
    var moved = Set(now.filter { objects[$0.key] != $0.value }.keys)
    moved.formUnion(objects.keys.filter { now[$0] == nil })
    return moved
  }

  /// What was said of an object; nil when it was not there.
  package func attributes(_ id: ObjectID) -> [String: String]? { objects[id] }

  // MARK: - As bytes

  private static let form = "schemashell common state 1"

  package var bytes: [UInt8] {
    var packed = PackedWriter()
    packed.add(objects.count)
    for (id, attributes) in objects.sorted(by: { $0.key < $1.key }) {
      packed.add(id.kind.rawValue)
      packed.add(id.names)
      packed.add(attributes.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    }
    return packed.sealed(Self.form)
  }

  package init?(bytes: [UInt8]) {
    guard var packed = PackedReader(bytes, form: Self.form), let count = packed.number() else {
      return nil
    }
    var objects: [ObjectID: [String: String]] = [:]
    for _ in 0..<max(0, count) {
      guard let kind = packed.text(), let names = packed.list(), let pairs = packed.list(),
        pairs.count.isMultiple(of: 2)
      else { return nil }
      var attributes: [String: String] = [:]
      for index in stride(from: 0, to: pairs.count, by: 2) {
        attributes[pairs[index]] = pairs[index + 1]
      }
      objects[ObjectID(KindName(kind), names)] = attributes
    }
    self.objects = objects
  }
}

extension SchemaObject {
  /// Each attribute that a change could be planned for, in words.
  package var comparedAttributes: [String: String] {
    Dictionary(
      Self.rules.filter { !$0.isDerived }.map { ($0.attribute, $0.show(self)) },
      uniquingKeysWith: { first, _ in first })
  }
}
