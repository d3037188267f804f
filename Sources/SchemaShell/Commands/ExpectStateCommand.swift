import Engine
import Lang
import Postgres

/// `expect state "3f2a…"`
enum ExpectStateCommand: Command {
  static let signature = Signature(
    "expect state", group: CommandGroup.steps,
    summary: "Refuse to go on unless the database is in the state that a saved plan was made for.",
    .argument("fingerprint", .value, help: "as `plan … to file` wrote it"),
    discussion: """
      The fingerprint is the same for equal schemas, on whatever server and in whatever order they
      were made. Whose the objects are, and the rows, have no part in it.
      """,
    examples: ["plan to file release.schema"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let found: String
    do {
      found = try SnapshotReader.read(connection).fingerprint
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call.location)
    }
    let wanted = try call.text("fingerprint")
    guard found == wanted else {
      throw call.failure(
        "\(connection.database) is not in the state that this plan was made for",
        at: "fingerprint",
        hint: "make the plan anew: something has changed since, or it is another database")
    }
    return .null
  }
}
