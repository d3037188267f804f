import Postgres

/// What a table chooses one of its indexes for: its order on disk, and to tell rows apart where they
/// are replicated. An index may be chosen under its own name or under that of its constraint.
struct ChosenIndex {
  let table: ObjectID
  let name: String
  let isClustered: Bool
  let isReplicaIdentity: Bool

  // A table has one of each at a time, so the old one goes before the new one comes.
  var clustering: Remedy {
    isClustered ? .alterLate([clusteringStatement]) : .alter([clusteringStatement])
  }

  var replicaIdentity: Remedy {
    isReplicaIdentity ? .alterLate([replicaStatement]) : .alter([replicaStatement])
  }

  /// What makes a new index the chosen one.
  var statements: [Statement] {
    (isClustered ? [clusteringStatement] : []) + (isReplicaIdentity ? [replicaStatement] : [])
  }

  private var alterTable: SQL { "alter table \(name: table.names)" }

  private var clusteringStatement: Statement {
    Statement(
      isClustered ? "\(alterTable) cluster on \(name: name)" : "\(alterTable) set without cluster",
      lock: .shareUpdateExclusive)
  }

  private var replicaStatement: Statement {
    Statement(
      isReplicaIdentity
        ? "\(alterTable) replica identity using index \(name: name)"
        : "\(alterTable) replica identity default")
  }
}
