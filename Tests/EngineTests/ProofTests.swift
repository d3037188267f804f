import Engine
import Postgres
import TestSupport
import Testing

/// A plan is proved by running it on a copy of where it starts.
@Suite struct ProofTests {
  @Test(arguments: SchemaCase.all.filter { $0.folder.path.contains("/view/") })
  func `a right plan is proved`(_ schema: SchemaCase) throws {
    let (old, new) = try (read(schema.text("a.sql")), read(schema.text("b.sql")))
    let proof = try prove(Plan(Diff(from: old, to: new)), old, new)
    #expect(proof.holds, "\(proof.left.changes.map(\.id))")
  }

  @Test func `a plan that leaves something out is not`() throws {
    let old = try read("create table t (id int);")
    let new = try read("create table t (id int, name text); create view v as select id from t;")
    let steps = try Plan(Diff(from: old, to: new)).steps
    let proof = try prove(Plan(steps: steps.filter { $0.id.kind != "column" }), old, new)
    #expect(proof.left.changes.map(\.id) == [ObjectID("column", ["public", "t", "name"])])
  }

  @Test func `a plan that fails says where`() throws {
    let old = try read("create table t (id int);")
    let new = try read("create table t (id int, name text);")
    let step = Step(id: ObjectID("table", ["public", "t"]), statement: Statement("drop table u"))
    let error = #expect(throws: ApplyError.self) {
      _ = try prove(Plan(steps: [step]), old, new)
    }
    #expect(error?.step?.statement == step.statement)
  }

  private func read(_ text: String?) throws -> Snapshot {
    try withDatabase { connection in
      try connection.script(text ?? "")
      return try SnapshotReader.read(connection)
    }
  }

  private func prove(_ plan: Plan, _ old: Snapshot, _ new: Snapshot) throws -> Proof {
    try withDatabase { connection in
      try Proof(of: plan, from: old, to: new, on: connection, makesRoles: true)
    }
  }
}
