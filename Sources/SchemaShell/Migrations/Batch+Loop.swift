import Engine
import Postgres

extension Batch {
  /// A loop over all portions, in a script or a migration that stands outside of transactions. What
  /// is done is passed over when it runs again.
  func loop(indent: String) -> [String] {
    let place = SQL(trusted: "${part.first}")
    let next = SQL(trusted: "${part.next}")
    let query = Self.lines(portions, indent: indent + "  ")
    let body = Self.lines(change(from: place, to: next), indent: indent + "  ")
    return ["\(indent)for part in ("] + query + ["\(indent)) {"] + body.dropLast()
      + body.suffix(1).map { $0 + ";" } + ["\(indent)}"]
  }

  private static func lines(_ sql: SQL, indent: String) -> [String] {
    sql.text.split(separator: "\n", omittingEmptySubsequences: false).map { indent + $0 }
  }
}
