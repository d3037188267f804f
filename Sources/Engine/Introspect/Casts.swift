/// What `pg_cast` allows, by type names: decides whether a changed column type needs a `using`, and
/// whether its rows are written anew.
package struct Casts: Sendable, Equatable {
  package enum Context: Sendable {
    case implicit
    case assignment
    case explicit
  }
  private struct Way: Equatable {
    let context: Context
    let isRelabelling: Bool
  }
  /// What a domain is based on.
  package struct DomainBase: Sendable, Equatable {
    package let type: String
    package let hasConditions: Bool

    package init(_ type: String, hasConditions: Bool) {
      self.type = type
      self.hasConditions = hasConditions
    }
  }
  private var casts: [String: Way] = [:]
  private var domains: [String: DomainBase] = [:]

  package init() {}

  /// `isRelabelling`: the values of both look the same on disk.
  package mutating func add(
    _ source: String, _ target: String, _ context: Context, isRelabelling: Bool
  ) {
    casts["\(source)\u{0}\(target)"] = Way(context: context, isRelabelling: isRelabelling)
  }

  package mutating func add(domain: String, _ base: DomainBase) { domains[domain] = base }

  package func context(from source: String, to target: String) -> Context? {
    casts["\(source)\u{0}\(target)"]?.context
  }

  package func isRelabelling(from source: String, to target: String) -> Bool {
    casts["\(source)\u{0}\(target)"]?.isRelabelling ?? false
  }

  package func base(of domain: String) -> DomainBase? { domains[domain] }
}
