import Postgres

/// Grants beside owners that they were not read with.
///
/// Where owners are not compared, an object goes on belonging to whom it belongs. What that role is
/// granted elsewhere it has as the owner, and what it hands on elsewhere it gives as the owner here.
extension Grant {
  package static var isToldBesideOthers: Bool { true }

  package func restated(in snapshot: Snapshot) -> Grant? {
    guard target != Self.system, let role = Owner.role(of: target, in: snapshot) else {
      return self
    }
    if grantee == .role(role) { return nil }
    var copy = self
    copy.owner = role == snapshot.user ? nil : role
    guard let grantor else { return copy }
    let names = id.names.dropLast(2)
    if grantor == role {
      copy.grantor = nil
      copy.sources = []
      copy.id = ObjectID(Self.kind, names + [grantee.name])
    } else if copy.sources.remove(ObjectID(Self.kind, names + [grantor, role])) != nil {
      copy.sources.insert(ObjectID(Self.kind, names + [grantor]))
    }
    return copy
  }

  package func united(with other: Grant) -> Grant {
    var copy = self
    copy.privileges = privileges.union(other.privileges)
    copy.columns = ColumnPrivileges.union(columns, other.columns)
    copy.sources.formUnion(other.sources)
    return copy
  }

  // Who enters in one of the two states does so in time: `wants` sees to that.
  package func admission(in diff: Diff) -> (before: [Statement], after: [Statement])? {
    guard isShutOut, let grantor, let name = target.names.first else { return nil }
    let isLetIn = [diff.old, diff.new].contains { state in
      wants.contains { (state[$0] as? Grant)?.privileges.includes("usage") ?? false }
    }
    if isLetIn { return nil }
    let schema: SQL = "usage on schema \(name: name)"
    return (
      [
        Statement(
          "grant \(schema) to \(name: grantor)", lock: .none,
          hazards: [.opens("\(grantor) may enter schema \(name) meanwhile, to grant or revoke")])
      ],
      [Statement("revoke \(schema) from \(name: grantor)", lock: .none)]
    )
  }
}

extension Owner {
  /// Whom an object belongs to, itself or with the table that it comes with. Nil where that is not
  /// read: of what an extension brought, and of `public` where nobody has taken it over.
  static func role(of object: ObjectID, in snapshot: Snapshot) -> String? {
    let carrier = snapshot.carriers[object].flatMap { $0.kind == Column.kind ? $0 : nil }
    let whole = snapshot.root(of: carrier ?? object)
    if let owner = snapshot[id(of: whole)] as? Owner { return owner.role }
    guard kinds.contains(whole.kind), whole != ObjectID(Schema.kind, ["public"]) else { return nil }
    return snapshot.user
  }
}
