package import Postgres

/// A set of privileges that one role holds, and the words that turn one such set into another.
///
/// Grants and default privileges share it. Every privilege that there is counts as one word,
/// `all`: what a newer server adds to a sort of object is then no difference between the two.
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

  private static let newest = "maintain"

  /// Without what came with version 17, for a server that has it not.
  func known(to version: ServerVersion) -> Privileges {
    guard version.major < 17, every.contains(Self.newest) else { return self }
    return Privileges(
      held: expanded(held).subtracting([Self.newest]).sorted(),
      grantable: expanded(grantable).subtracting([Self.newest]).sorted(),
      every: every.filter { $0 != Self.newest })
  }

  /// It is said by its name, and not as one of all. Nothing is left where it is the only one.
  var novelties: [Novelty] {
    guard held.contains(Self.newest) else { return [] }
    return [Novelty("privilege \(Self.newest)", since: 17, isNeeded: held == [Self.newest])]
  }

  private static let all = "all"

  private static func summed(_ list: [String], _ every: [String]) -> [String] {
    let sorted = Set(list).sorted()
    return every.count > 1 && sorted == every.sorted() ? [all] : sorted
  }

  /// Where one side does not know of a privilege, it makes no difference.
  package static func == (a: Self, b: Self) -> Bool {
    if a.held == b.held && a.grantable == b.grantable { return true }
    guard a.every.contains(newest) != b.every.contains(newest) else { return false }
    return a.older(a.held) == b.older(b.held) && a.older(a.grantable) == b.older(b.grantable)
  }

  private func older(_ list: [String]) -> Set<String> { expanded(list).subtracting([Self.newest]) }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(older(held))
    hasher.combine(older(grantable))
  }

  package var isEmpty: Bool { held.isEmpty }

  package func includes(_ privilege: String) -> Bool { expanded(held).contains(privilege) }

  /// Both sets together.
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
    package enum Verb: CaseIterable {
      case revoke
      case revokeGrantOption
      case grant
      case grantWithOption
    }
    package let verb: Verb
    package let privileges: [String]
    package let isAll: Bool
  }

  /// The way from `old` to this.
  package func steps(from old: Privileges) -> [Step] {
    // Either may come from an older server, where all are fewer.
    let everything = Set(every).union(old.every)
    func whole(_ list: [String]) -> Set<String> { list == [Self.all] ? everything : Set(list) }
    // What this state does not know of, it leaves alone.
    let isUnknown = !held.isEmpty && !every.contains(Self.newest)
    let left: Set<String> = isUnknown && held != [Self.all] ? [Self.newest] : []
    let (before, after) = (whole(old.held).subtracting(left), whole(held))
    let (handedOn, handsOn) = (whole(old.grantable).subtracting(left), whole(grantable))
    let lists: [(Step.Verb, Set<String>)] = [
      (.revoke, before.subtracting(after)),
      (.revokeGrantOption, handedOn.subtracting(handsOn).intersection(after)),
      (.grant, after.subtracting(before).subtracting(handsOn)),
      (.grantWithOption, handsOn.subtracting(handedOn)),
    ]
    return lists.compactMap { verb, list in
      guard !list.isEmpty else { return nil }
      let whole = verb == .revoke || verb == .revokeGrantOption ? before : everything
      return Step(verb: verb, privileges: list.sorted(), isAll: list.count > 1 && list == whole)
    }
  }

  /// What is left of `column`'s privileges when `steps` are taken on its table: a table's `revoke`
  /// takes from its columns as well.
  package static func remainder(of column: Privileges, after steps: [Step]) -> Privileges {
    var held = column.expanded(column.held)
    var grantable = column.expanded(column.grantable)
    for step in steps {
      if step.verb == .revoke { held.subtract(step.privileges) }
      if step.verb == .revoke || step.verb == .revokeGrantOption {
        grantable.subtract(step.privileges)
      }
    }
    return Privileges(held: Array(held), grantable: Array(grantable), every: column.every)
  }

  private func expanded(_ list: [String]) -> Set<String> {
    Set(list == [Self.all] ? every : list)
  }
}

extension Privileges.Step.Verb {
  var takes: Bool { self == .revoke || self == .revokeGrantOption }

  /// `grant select on table t to r with grant option`, out of its parts.
  package func statement(_ privileges: SQL, on place: SQL, _ grantee: SQL) -> SQL {
    switch self {
    case .revoke: "revoke \(privileges) on \(place) from \(grantee)"
    case .revokeGrantOption: "revoke grant option for \(privileges) on \(place) from \(grantee)"
    case .grant: "grant \(privileges) on \(place) to \(grantee)"
    case .grantWithOption: "grant \(privileges) on \(place) to \(grantee) with grant option"
    }
  }
}

extension Privileges.Step {
  /// `select, insert`; `all`.
  package var list: SQL {
    isAll ? "all" : privileges.map { SQL(trusted: $0) }.joined()
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

  package var role: String? {
    if case .role(let name) = self { return name }
    return nil
  }
}
