/// What `pg_cast` allows, by type names: decides whether a changed column type needs a `using`.
package struct Casts: Sendable, Equatable {
  package enum Context: Sendable {
    case implicit
    case assignment
    case explicit
  }
  private var contexts: [String: Context] = [:]

  package init() {}

  package mutating func add(_ source: String, _ target: String, _ context: Context) {
    contexts["\(source)\u{0}\(target)"] = context
  }

  package func context(from source: String, to target: String) -> Context? {
    contexts["\(source)\u{0}\(target)"]
  }
}
