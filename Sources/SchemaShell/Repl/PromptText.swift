import Postgres

/// The prompt: which database, and where the transaction stands.
///
/// `blog> `, in a transaction `blog*> `, in one that failed `blog!> `, and `?` when the server is
/// gone.
enum PromptText {
  static func prompt(_ session: Session) -> Prompt {
    guard let current = session.connections.current else { return Prompt("schemashell> ") }
    return Prompt(parts: [(current.name, .heading), mark(current.connection), ("> ", nil)])
  }

  private static func mark(_ connection: Connection) -> (String, Style.Role?) {
    if connection.isLost { return ("?", .error) }
    switch connection.transactionStatus {
    case .idle, .active: return ("", nil)
    case .inTransaction: return ("*", .warning)
    case .inFailedTransaction: return ("!", .error)
    case .unknown: return ("?", .error)
    }
  }
}
