import Lang
import Postgres

/// psql's `\sf` and `\sv`: what a function or a view is made of.
enum BackslashSource {
  static func function(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    let kind: SQL = call.rest.contains("(") ? "regprocedure" : "regproc"
    return try show(
      "select pg_catalog.pg_get_functiondef(\(literal: call.rest)::\(kind))", call, interpreter)
  }

  static func view(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value {
    try show(
      """
      select pg_catalog.format(E'create or replace view %s as\\n%s', v,
        pg_catalog.pg_get_viewdef(v, true))
      from (select \(literal: call.rest)::regclass as v) as named
      """, call, interpreter)
  }

  private static func show(
    _ query: SQL, _ call: BackslashCall, _ interpreter: Interpreter
  ) throws -> Value {
    guard !call.rest.isEmpty else {
      throw ScriptFailure("`\\\(call.name)` needs a name", at: call.location)
    }
    let session = interpreter.session
    let text: String
    do {
      text = try session.connection().run(query).optionalString(0, 0) ?? ""
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
    session.showScript(text)
    return Value(text)
  }
}
