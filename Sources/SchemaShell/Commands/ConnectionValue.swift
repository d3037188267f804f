import Lang
import Postgres

/// An open connection as scripts hold it.
final class ConnectionValue: MachineReadable {
  let opened: OpenConnection

  init(_ opened: OpenConnection) { self.opened = opened }

  var typeName: String { "connection" }
  var display: String { "\(opened.name): \(opened.place)" }
  var identity: Value? { Value(opened.name) }
  var jsonLines: [String] {
    let connection = opened.connection
    let texts = [
      ("name", opened.name), ("database", connection.database), ("host", connection.host),
      ("port", connection.port), ("user", connection.user),
    ]
    return [
      JSONText.object(
        texts.map { ($0.0, JSONText.string($0.1)) } + [("version", "\(connection.serverVersion)")])
    ]
  }
  var memberNames: [String] { ["database", "host", "name", "port", "user", "version"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    let connection = opened.connection
    switch name {
    case "name": return Value(opened.name)
    case "database": return Value(connection.database)
    case "user": return Value(connection.user)
    case "host": return Value(connection.host)
    case "port": return Value(connection.port)
    case "version": return .int(connection.serverVersion)
    default: return nil
    }
  }
}
