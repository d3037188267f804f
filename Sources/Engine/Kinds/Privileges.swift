package import Postgres

/// A set of privileges that one role holds, and the words that turn one such set into another.
///
/// Grants and default privileges share it. Every privilege that there is counts as one word,
/// `all`: what a newer server adds to a kind of object is then no difference between the two.
package struct Privileges: Sendable, Hashable, CustomStringConvertible {
  /// Lower case, in alphabetical order; `[all]` for every one that there is.
  package let held: [String]
  /// Those that may be handed on.
  package let grantable: [String]
  /// What `all` means on the server that was asked.
  private let every: [String]

  package init(held: [String], grantable: [String], every: [String]) {
    self.held = Self.summed(held, every)
    self.grantable = Self.summed(grantable, every)
    self.every = every.sorted()
  }

  /// No privilege, of those that `other` is about.
  package static func none(of other: Privileges) -> Privileges {
    Privileges(held: [], grantable: [], every: other.every)
  }

  private static let all = "all"

  private static func summed(_ list: [String], _ every: [String]) -> [String] {
    let sorted = Set(list).sorted()
    return every.count > 1 && sorted == every.sorted() ? [all] : sorted
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.held == b.held && a.grantable == b.grantable
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(held)
    hasher.combine(grantable)
  }

  /// Both sets together; a privilege may be handed on if either may.
  package func union(_ other: Privileges) -> Privileges {
    Privileges(
      held: Array(expanded(held).union(other.expanded(other.held))),
      grantable: Array(expanded(grantable).union(other.expanded(other.grantable))), every: every)
  }

  package var description: String {
    if held.isEmpty { return "none" }
    let kept = Set(grantable)
    return held.map { kept.contains($0) ? "\($0) with grant option" : $0 }.joined(separator: ", ")
  }

  /// One `grant` or `revoke` that is left to do.
  package struct Step {
    package let isGrant: Bool
    /// `grant select, insert`, `revoke grant option for all`.
    package let verb: SQL
    /// What comes at the end.
    package let tail: SQL
  }

  /// The way from `old` to this. `column` is the column that a privilege is held on, when it is
  /// one: each privilege's word is followed by it.
  package func steps(from old: Privileges, column: String? = nil) -> [Step] {
    let before = old.expanded(old.held)
    let after = expanded(held)
    let handedOn = old.expanded(old.grantable)
    let handsOn = expanded(grantable)
    let place: SQL = column.map { " (\(name: $0))" } ?? ""

    func words(_ list: Set<String>, whole: Set<String>) -> SQL {
      if list.count > 1, list == whole { return "all\(place)" }
      return list.sorted().map { SQL(trusted: $0) + place }.joined()
    }
    var steps: [Step] = []
    func step(_ list: Set<String>, isGrant: Bool, _ verb: SQL, _ tail: SQL = "") {
      guard !list.isEmpty else { return }
      let whole = isGrant ? Set(every) : before
      steps.append(
        Step(isGrant: isGrant, verb: "\(verb) \(words(list, whole: whole))", tail: tail))
    }
    step(before.subtracting(after), isGrant: false, "revoke")
    step(
      handedOn.subtracting(handsOn).intersection(after), isGrant: false,
      "revoke grant option for")
    step(after.subtracting(before).subtracting(handsOn), isGrant: true, "grant")
    step(handsOn.subtracting(handedOn), isGrant: true, "grant", " with grant option")
    return steps
  }

  /// True when the way from `old` to this takes something away.
  package func takesAway(from old: Privileges) -> Bool {
    !old.expanded(old.held).isSubset(of: expanded(held))
      || !old.expanded(old.grantable).isSubset(of: expanded(grantable))
  }

  private func expanded(_ list: [String]) -> Set<String> {
    Set(list == [Self.all] ? every : list)
  }
}

/// Who holds a privilege: everybody, the object's owner, or a role.
///
/// The owner is a symbol, so that two databases whose objects belong to roles of different names
/// hold the same grants.
package enum Grantee: Sendable, Hashable {
  case everybody
  case owner
  case role(String)

  package init?(isEverybody: Bool, isOwner: Bool, role: String?) {
    if isEverybody {
      self = .everybody
    } else if isOwner {
      self = .owner
    } else if let role {
      self = .role(role)
    } else {
      return nil
    }
  }

  /// Its name within an id.
  package var name: String {
    switch self {
    case .everybody: "public"
    // Roles with parentheses in their names are not heard of.
    case .owner: "(owner)"
    case .role(let name): name
    }
  }

  /// As `to` and `from` name it; `owner` is who that is.
  package func reference(owner: SQL) -> SQL {
    switch self {
    case .everybody: "public"
    case .owner: owner
    case .role(let name): "\(name: name)"
    }
  }

  var role: String? {
    if case .role(let name) = self { return name }
    return nil
  }
}
