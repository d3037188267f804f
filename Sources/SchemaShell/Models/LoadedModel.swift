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
    do {
      let reading = try Self.reading(of: files, session)
      (snapshot, shortNames) = (reading.snapshot.said, reading.names)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  private static func reading(of files: ModelFiles, _ session: Session) throws -> ModelReading {
    let statements = files.statements
    let cache = ModelCache(session)
    if let found = cache?.find(statements) { return found }
    let paths = files.paths.map(session.files.canonical)
    let isLarge = statements.count >= ModelCache.sizeWorthParts && !paths.isEmpty
    if isLarge, let cache, let found = try renewed(statements, of: paths, cache, session) {
      return found
    }
    let isWatched = isLarge && cache != nil
    let reading = try session.onScratch { connection, isPrivate in
      let made = try ModelReading.make(
        statements, on: connection, isPrivate: isPrivate, isWatched: isWatched
      ) { failures in
        if failures.isEmpty { return true }
        let remark = session.scratchRemark(for: session.connectedMajor)
        throw Self.failure(failures, files, remark)
      }
      if isPrivate, let made { cache?.keep(statements, made.reading, made.record) }
      return made?.reading
    }
    guard let reading else { throw ScriptFailure("the model could not be applied") }
    if !reading.effects.isEmpty { cache?.keepLast(statements, of: paths) }
    return reading
  }

  /// The model as it was last applied as a whole, with what has changed since applied by itself; nil
  /// where that cannot be, or could be something else.
  private static func renewed(
    _ statements: [ModelStatement], of paths: [String], _ cache: ModelCache, _ session: Session
  ) throws -> ModelReading? {
    guard let last = cache.lastWhole(of: paths), let whole = cache.find(last, isWatched: true),
      let renewal = ModelRenewal(of: statements, since: last, as: whole)
    else { return nil }
    let found = try renewal.renewed { slice in
      if let kept = cache.find(slice.statements, isPart: true, isWatched: true) { return kept }
      return try session.onScratch { connection, isPrivate in
        let made = try ModelReading.make(
          slice.statements, on: connection, isPrivate: isPrivate, isWatched: true, explains: false,
          accepts: slice.allows)
        guard isPrivate, let made else { return nil }
        cache.keep(slice.statements, made.reading, made.record, isPart: true)
        return made.reading
      }
    }
    return found.map { snapshot, part in
      ModelReading(
        snapshot, whole.names.changed(from: whole.snapshot, to: snapshot, part.names), [])
    }
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
