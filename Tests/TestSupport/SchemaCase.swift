package import Foundation
package import Postgres

/// Two schemas of one folder in the engine's `Cases`: `a.sql` and `b.sql`, and the rows of `seed.sql` (for a)
/// and `seed-b.sql` (for b) that must outlive the way from one to the other. What a case's plans
/// promise is held against what is seen, but where a file `unrehearsed` says why not. The variable
/// SCHEMASHELL_CASES narrows them to those whose folder it is part of: `partition/`.
package struct SchemaCase: Sendable {
  package let folder: URL

  package static let all: [SchemaCase] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("EngineTests/Cases")
    return contents(of: root).flatMap(contents(of:)).filter {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("b.sql").path)
    }.filter { folder in
      ProcessInfo.processInfo.environment["SCHEMASHELL_CASES"].map(folder.path.contains) ?? true
    }.map(SchemaCase.init)
  }()

  /// A few of the pairs that tools of others are tested with, where they are at hand beside the
  /// project: `old.sql` and `new.sql`.
  package static func pairs(of sets: [String], each count: Int) -> [SchemaCase] {
    sets.flatMap { set in
      let all = contents(of: outside.appendingPathComponent("pairs/\(set)"))
      return (0..<min(count, all.count)).map { SchemaCase(folder: all[$0 * all.count / count]) }
    }
  }

  /// Whole schemas from elsewhere, where they are at hand: `schema.sql`, and `setup.sql` before it.
  package static let schemas: [SchemaCase] = {
    let root = outside.appendingPathComponent("schemas")
    return (contents(of: root) + contents(of: root.appendingPathComponent("pg_regress"))).filter {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("schema.sql").path)
    }.map(SchemaCase.init)
  }()

  private static let outside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/corpus")

  private static func contents(of folder: URL) -> [URL] {
    let found = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (found ?? []).sorted { $0.path < $1.path }
  }

  /// The first version of PostgreSQL that has what the case is about: what `since` says.
  package var firstVersion: Int? {
    text("since").flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// The last version of PostgreSQL that takes the case's SQL: what `until` says.
  package var lastVersion: Int? {
    text("until").flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// The contents of one file; nil when there is none.
  package func text(_ name: String) -> String? {
    try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// False where the server cannot have it: it is too old, or was built without XML, ICU, lz4 or
  /// an extension.
  package func load(_ file: String, into connection: Connection) throws -> Bool {
    let version = connection.serverVersion / 10000
    guard version >= firstVersion ?? 0, version <= lastVersion ?? .max else { return false }
    do throws(DatabaseError) {
      try connection.script(text(file) ?? "")
    } catch {
      guard error.sqlstate == "0A000" else { throw error }
      return false
    }
    return true
  }

  package var name: String { folder.pathComponents.suffix(2).joined(separator: "/") }
}
