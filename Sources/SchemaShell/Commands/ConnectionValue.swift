import Lang
import Postgres

/// An open connection as scripts hold it.
final class ConnectionValue: HostObject {
  let opened: OpenConnection

  init(_ opened: OpenConnection) { self.opened = opened }

  var typeName: String { "connection" }
  var display: String { "\(opened.name): \(opened.place)" }
  var identity: Value? { Value(opened.name) }
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
