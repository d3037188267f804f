import Postgres
import Synchronization

/// What runs on a server at this moment, so that `^C` on another thread can stop it.
final class RunningStatement: Sendable {
  private let current = Mutex<Canceller?>(nil)

  /// Runs `body` while `cancel` stops the connection's statement.
  func track<Value: ~Copyable, Failure: Error>(
    _ connection: Connection, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let canceller = connection.canceller
    let outer = current.withLock { current in
      defer { current = canceller }
      return current
    }
    defer { current.withLock { $0 = outer } }
    return try body()
  }

  func cancel() {
    let canceller = current.withLock { $0 }
    canceller?.cancel()
  }
}
