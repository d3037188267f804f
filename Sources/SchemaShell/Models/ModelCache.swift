import Engine
package import Postgres

/// What models were read back as, kept by their content: a model that has not changed since needs
/// no server at all.
///
/// Kept are the answers of the scratch server's catalogs, word for word; a snapshot is made of them
/// anew each time. The key is everything that they depend on: the statements, the queries, the
/// server's programs and extensions, and the settings that a server takes from its environment. A
/// file that is damaged, or of another form, is not there.
///
/// `SCHEMASHELL_CACHE` names another folder than the person's cache; empty, it keeps nothing.
package struct ModelCache {
  private static let form = "schemashell model 1"
  /// Bytes that all files may have together.
  private static let limit = 64 << 20

  private let folder: String
  private let binaries: PostgresBinaries
  private let environment: Environment

  /// Nil where nothing is kept, or where the server that would be asked is not one of our own.
  init?(_ session: Session) {
    guard let folder = session.cacheFolder, let binaries = session.scratchBinaries else {
      return nil
    }
    self.folder = folder
    self.binaries = binaries
    environment = session.environment
  }

  package static func defaultFolder(_ environment: Environment) -> String? {
    if let chosen = environment["SCHEMASHELL_CACHE"] {
      return chosen.hasPrefix("/") ? chosen : nil
    }
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
      return cache + "/schemashell-models"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    #if os(macOS)
      return home + "/Library/Caches/schemashell-models"
    #else
      return home + "/.cache/schemashell-models"
    #endif
  }

  private func path(_ statements: [ModelStatement]) -> String {
    var parts = binaries.fingerprint + [Version.text]
    parts += ["TZ", "PGTZ", "PGDATESTYLE", "PGOPTIONS"].map { environment[$0] ?? "" }
    parts += SnapshotReader.queries(SnapshotReader.oldest)
    for statement in statements {
      parts += [
        statement.sql, statement.isOrdered ? "in order" : "", "\(statement.settings.count)",
      ]
      parts += statement.settings
    }
    return folder + "/model-" + Migration.digest(parts).prefix(40)
  }

  /// What the statements were read back as.
  func find(_ statements: [ModelStatement]) -> (snapshot: Snapshot, names: PublicNames)? {
    let path = path(statements)
    guard let bytes = readBytes(at: path),
      var packed = PackedReader(bytes, form: Self.form), let names = packed.list(),
      let snapshot = SnapshotReader.replay(&packed), packed.isAtEnd
    else { return nil }
    PrivateFiles.touch(path)
    return (snapshot, PublicNames(Set(names)))
  }

  func keep(_ statements: [ModelStatement], _ record: [UInt8], _ names: PublicNames) {
    var packed = PackedWriter()
    packed.add(names.sorted)
    packed.append(record)
    PrivateFiles.write(packed.sealed(Self.form), to: path(statements))
    PrivateFiles.bound(folder, prefix: "model-", count: 500, size: Self.limit)
  }
}
