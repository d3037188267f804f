import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How often a statement that gets no lock in time is tried again, and after how long.
///
/// A statement that waits for a lock keeps everybody waiting who comes after it, so it waits for a
/// short time only (`lock_timeout`), lets the others through, and comes back later and later.
package struct LockPatience: Sendable {
  private let pauses: [Duration]

  package init(pauses: [Duration] = LockPatience.usual) { self.pauses = pauses }

  package static let usual: [Duration] = [
    .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(15),
    .seconds(30), .seconds(60), .seconds(60), .seconds(60),
  ]

  /// Nil behind the last.
  func pause(after attempt: Int) -> Duration? {
    pauses.indices.contains(attempt - 1) ? pauses[attempt - 1] : nil
  }

  /// Sleeps, and asks every now and then whether it shall go on.
  static func wait(_ pause: Duration, _ isWaiting: () throws -> Void) throws {
    let end = ContinuousClock().now + pause
    while ContinuousClock().now < end {
      try isWaiting()
      usleep(20_000)
    }
  }

  /// The lock was not to be had, or two waited for each other.
  static func isAbout(_ sqlstate: String?) -> Bool { sqlstate == "55P03" || sqlstate == "40P01" }
}
