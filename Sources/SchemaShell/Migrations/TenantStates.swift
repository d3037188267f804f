import Engine
import Lang
import Postgres

/// What the schemas of one database hold, and what each shall hold: a model that is written for one
/// schema, as PostgreSQL spells it when that schema has another name.
///
/// The database is read once for all. The model stands in a scratch database, whose schema is
/// renamed for a look, in a transaction that is rolled back.
struct TenantStates {
  private let live: Snapshot
  private let wanted: Snapshot
  /// The schema that the model is written for.
  private let schema: String
  private let database: ScratchDatabase
  private let stage: Connection

  init(_ wanted: Snapshot, in session: Session) throws {
    let names = wanted.schemasInUse
    guard names.count < 2 else {
      throw ScriptFailure(
        "the model has objects in \(names.map { quoteIdentifier($0) }.joined(separator: ", "))",
        hint: "what is meant for many schemas is written for one")
    }
    schema = names.first ?? "public"
    self.wanted = wanted
    let connection = try session.connection()
    live = try session.running.track(connection) { try SnapshotReader.read(connection) }
    database = try session.scratch().database()
    stage = try Connection(database.settings)
    do {
      _ = try session.running.track(stage) {
        try SchemaCopy(wanted, on: stage, makesRoles: database.isPrivate)
      }
    } catch let error as SchemaCopyError {
      throw ScriptFailure("the model cannot be made once more: \(error.reason)")
    }
  }

  /// What leads a schema of the database to what it shall hold.
  func comparison(of tenant: String) throws -> Comparison {
    guard live.hasSchema(tenant) else { throw ScriptFailure(missingSchema: tenant) }
    return try Comparison(from: live.inside(tenant), to: model(of: tenant).inside(tenant))
  }

  private func model(of tenant: String) throws -> Snapshot {
    if tenant == schema { return wanted }
    try stage.run("begin")
    defer { _ = try? stage.run("rollback") }
    // Another empty one may bear the name.
    try stage.run("drop schema if exists \(name: tenant)")
    try stage.run("alter schema \(name: schema) rename to \(name: tenant)")
    return try SnapshotReader.read(stage)
  }
}

extension ScriptFailure {
  init(missingSchema name: String) {
    self.init(
      "there is no schema \(quoteIdentifier(name))",
      hint: "create schema \(quoteIdentifier(name));")
  }
}
