import Engine
import Postgres
import TestSupport
import Testing

/// Nothing is stored without being compared: each stored property of each kind has a rule.
@Suite struct RuleTests {
  @Test func `every stored property has a rule`() throws {
    var seen: Set<KindName> = []
    for schema in SchemaCase.all where schema.firstVersion == nil {
      for object in try objects(of: schema) {
        seen.insert(object.kind)
        check(object)
      }
    }
    // A security label takes a provider, which is a module of the server's.
    let kinds = ObjectKinds.all.map { $0.kind }.filter { $0 != "security label" }
    let unseen = kinds.filter { !seen.contains($0) }
    #expect(unseen.isEmpty, "no case has one of these: \(unseen)")
  }

  private func objects(of schema: SchemaCase) throws -> [any SchemaObject] {
    try withDatabase { connection in
      try connection.script(schema.text("b.sql") ?? "")
      return Array(try SnapshotReader.read(connection).objects.values)
    }
  }

  private func check(_ object: some SchemaObject) {
    let rules = Set(type(of: object).rules.map(\.attribute))
    for name in properties(of: object) where name != "id" {
      #expect(rules.contains(name), "\(object.kind): \(name) has no rule")
    }
  }

  @Test func `a property with two rules is one difference`() throws {
    let states = try ["int", "bigint"].map { type in
      try withDatabase { connection in
        try connection.script("create table t (a \(type));")
        return try SnapshotReader.read(connection)
      }
    }
    let diff = Diff(from: states[0], to: states[1])
    #expect(diff.changes.map { $0.attributes.map(\.attribute) } == [["type"]])
  }

  private func properties(of value: Any) -> [String] {
    Mirror(reflecting: value).children.flatMap { child -> [String] in
      if let box = child.value as? any BoxedProperties { return properties(of: box.properties) }
      // An empty box is opened where another object has a full one.
      let isBox = "\(type(of: child.value))".hasPrefix("Optional<Boxed<")
      return isBox ? [] : child.label.map { [$0] } ?? []
    }
  }
}
