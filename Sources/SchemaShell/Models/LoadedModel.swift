package import Engine
import Lang
import Postgres

/// A model made canonical: applied to an empty database and read back, so that its words and the
/// catalog's are the same.
package struct LoadedModel {
  package let files: ModelFiles
  package let snapshot: Snapshot
  /// What may be said without `public`.
  let shortNames: PublicNames

  package init(_ files: ModelFiles, _ session: Session) throws {
    self.files = files
    let cache = ModelCache(session)
    if let found = cache?.find(files.statements) {
      (snapshot, shortNames) = (found.snapshot.said, found.names)
      return
    }
    let paths = files.paths.map(session.files.canonical)
    do {
      if let cache, let found = try LoadedModel.renewed(files.statements, of: paths, cache, session)
      {
        (snapshot, shortNames) = (found.snapshot.said, found.names)
        return
      }
      (snapshot, shortNames) = try session.onScratch { connection, isPrivate in
        var loader = ModelLoader(connection, makesRoles: isPrivate)
        let failures = try loader.load(files.statements)
        guard failures.isEmpty else {
          let remark = session.scratchRemark(for: session.connectedMajor)
          throw LoadedModel.failure(failures, files, remark)
        }
        let (snapshot, record) = try SnapshotReader.readRecorded(connection)
        let names = try PublicNames.read(connection)
        if isPrivate {
          cache?.keep(files.statements, record, names)
          cache?.keepLast(files.statements, of: paths)
        }
        return (snapshot.said, names)
      }
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// The model as it was last applied as a whole, with what has changed since applied by itself; nil
  /// where that cannot be, or could be something else.
  private static func renewed(
    _ statements: [ModelStatement], of paths: [String], _ cache: ModelCache, _ session: Session
  ) throws -> (snapshot: Snapshot, names: PublicNames)? {
    guard let last = cache.lastWhole(of: paths), let whole = cache.find(last),
      let slice = ModelSlice(of: statements, since: last, whole.snapshot)
    else { return nil }
    let part =
      try cache.find(slice.statements, isPart: true)
      ?? session.onScratch { connection, isPrivate in
        var loader = ModelLoader(connection, makesRoles: isPrivate)
        guard isPrivate, slice.allows(try loader.load(slice.statements, explains: false)) else {
          return nil
        }
        let (snapshot, record) = try SnapshotReader.readRecorded(connection)
        let names = try PublicNames.read(connection)
        cache.keep(slice.statements, record, names, isPart: true)
        return (snapshot, names)
      }
    guard let part, let snapshot = slice.joined(with: part.snapshot) else { return nil }
    return (snapshot, whole.names.changed(from: whole.snapshot, to: snapshot, part.names))
  }

  /// All that is wrong with the model, each at its place.
  private static func failure(
    _ failures: [ModelFailure], _ files: ModelFiles, _ remark: [Diagnostic.Note]
  ) -> ScriptFailure {
    let diagnostics = failures.prefix(50).map { failure in
      let error = failure.error
      var diagnostic = Diagnostic(
        .error, error.message, at: files.location(of: failure.statement, at: error.position))
      if let detail = error.detail { diagnostic.notes.append(.init("detail: \(detail)")) }
      if let hint = error.hint { diagnostic.notes.append(.init("hint: \(hint)")) }
      if let earlier = failure.earlier {
        diagnostic.notes.append(.init("it stands here, too", at: files.location(of: earlier)))
      }
      return diagnostic
    }
    var shown = Array(diagnostics)
    if let first = shown.indices.first { shown[first].notes += remark }
    if failures.count > shown.count, let last = shown.indices.last {
      shown[last].notes.append(.init("and \(failures.count - shown.count) more mistakes"))
    }
    return ScriptFailure(
      .failed, shown, details: ["sqlstate": failures.first?.error.sqlstate ?? ""])
  }
}

extension Snapshot {
  /// As what a person has written down.
  fileprivate var said: Snapshot {
    var copy = self
    copy.isSaid = true
    return copy
  }
}
