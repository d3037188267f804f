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
  private static let form = "schemashell model 2"
  /// Bytes that all files may have together.
  private static let limit = 64 << 20
  /// Statements from which on a model is remembered as what changes are held against: a smaller one
  /// is applied as fast as a part of it.
  static let sizeWorthParts = 300

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

  /// What the answers depend on besides the statements.
  private var circumstances: [String] {
    binaries.fingerprint + [Version.text]
      + ["TZ", "PGTZ", "PGDATESTYLE", "PGOPTIONS"].map { environment[$0] ?? "" }
      + SnapshotReader.queries(SnapshotReader.oldest)
  }

  /// A part of a model is kept apart from models: not all of its statements need have succeeded.
  private func path(_ statements: [ModelStatement], isPart: Bool) -> String {
    var parts = circumstances
    if isPart { parts.append("part") }
    for statement in statements {
      parts += [
        statement.sql, statement.isOrdered ? "in order" : "", "\(statement.settings.count)",
      ]
      parts += statement.settings
    }
    return folder + "/model-" + Migration.digest(parts).prefix(40)
  }

  /// What the statements were read back as, and, where that is asked for, what each of them did.
  func find(
    _ statements: [ModelStatement], isPart: Bool = false, isWatched: Bool = false
  ) -> ModelReading? {
    let path = path(statements, isPart: isPart)
    guard let bytes = readBytes(at: path),
      var packed = PackedReader(bytes, form: Self.form), let names = packed.list(),
      let snapshot = SnapshotReader.replay(&packed), let told = packed.content(), packed.isAtEnd
    else { return nil }
    var effects: [StatementEffect] = []
    if isWatched {
      guard let found = StatementEffect.unpacked(told) else { return nil }
      effects = found
    }
    PrivateFiles.touch(path)
    return ModelReading(snapshot, PublicNames(Set(names)), effects)
  }

  func keep(
    _ statements: [ModelStatement], _ reading: ModelReading, _ record: [UInt8],
    isPart: Bool = false
  ) {
    var packed = PackedWriter()
    packed.add(reading.names.sorted)
    packed.append(record)
    packed.add(StatementEffect.packed(reading.effects))
    write(packed.sealed(Self.form), to: path(statements, isPart: isPart))
  }

  // MARK: - The last whole model of some files

  /// The statements that the model of these files had when it was last applied as a whole.
  func lastWhole(of paths: [String]) -> [ModelStatement]? {
    let path = lastPath(paths)
    guard let bytes = readBytes(at: path), var packed = PackedReader(bytes, form: Self.form),
      let count = packed.number(), count >= 0
    else { return nil }
    var statements: [ModelStatement] = []
    for _ in 0..<count {
      guard let sql = packed.text(), let settings = packed.list(), let isOrdered = packed.number()
      else { return nil }
      statements.append(
        ModelStatement(sql, origin: 0, settings: settings, isOrdered: isOrdered == 1))
    }
    guard packed.isAtEnd else { return nil }
    PrivateFiles.touch(path)
    return statements
  }

  func keepLast(_ statements: [ModelStatement], of paths: [String]) {
    var packed = PackedWriter()
    packed.add(statements.count)
    for statement in statements {
      packed.add(statement.sql)
      packed.add(statement.settings)
      packed.add(statement.isOrdered ? 1 : 0)
    }
    write(packed.sealed(Self.form), to: lastPath(paths))
  }

  private func lastPath(_ paths: [String]) -> String {
    folder + "/model-last-" + Migration.digest(circumstances + paths).prefix(40)
  }

  private func write(_ bytes: [UInt8], to path: String) {
    PrivateFiles.write(bytes, to: path)
    PrivateFiles.bound(folder, prefix: "model-", count: 500, size: Self.limit)
  }
}
