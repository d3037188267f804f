import CPostgres

/// Passwords, which a server is never told as they are.
extension Connection {
  /// The password as the server keeps it, by the method that it says it uses; who sees that, in a
  /// log or on the way, does not know the password.
  package func encrypted(password: String, of user: String) throws(DatabaseError) -> String {
    guard let text = pq_encryptPasswordConn(handle, password, user, nil) else {
      throw DatabaseError(connection: handle, statement: nil)
    }
    defer { pq_freemem(text) }
    return String(cString: text)
  }
}
