import Engine
import Lang
import Postgres

/// A schema on its way into model files.
struct ModelState {
  let snapshot: Snapshot
  let shortNames: PublicNames
  /// True for what a model said before: the owners that it has are those to be told.
  var isSaid = false
}

/// Writes a schema into model files: anew where there are none, else as few changes as will do.
struct Pull {
  private let paths: [String]
  private let access: ModelAccess
  private let interpreter: Interpreter
  private var session: Session { interpreter.session }
  private var writtenCount = 0
  private var isEdited = false
  /// What the models said, where there were any, and what would have led from there to what they say.
  private(set) var before: Snapshot?
  private(set) var sql = ""

  init(_ paths: [String], _ access: ModelAccess, _ interpreter: Interpreter) {
    self.paths = paths
    self.access = access
    self.interpreter = interpreter
  }

  /// The model that is there already; without files when there is none.
  func files() throws -> ModelFiles {
    let existing = paths.filter(access.exists)
    guard !existing.isEmpty else { return ModelFiles() }
    do {
      return try ModelFiles(existing, interpreter)
    } catch var failure as ScriptFailure where failure.reason == .syntax {
      failure.diagnostics.append(
        Diagnostic(
          .error, "the model files cannot be read, so nothing was written",
          hint: "mend them, or `pull to` another place"))
      throw failure
    }
  }

  private var folder: String? {
    paths.first { access.isFolder($0) || !$0.hasSuffix(".schema") && !$0.hasSuffix(".sql") }
  }

  // MARK: - Anew

  mutating func write(_ state: ModelState) throws {
    let writer = try ModelRevision.writer(told(state), state.shortNames, session)
    var texts: [String: ModelText] = [:]
    var layout = ModelLayout(writer.snapshot)
    for declaration in writer.declarations() {
      if let folder {
        texts[folder + "/" + layout.path(for: declaration), default: ModelText()].add(declaration)
      } else if paths[0].hasSuffix(".sql") {
        let text = writer.statements(of: declaration.id).joined(separator: "\n")
        texts[paths[0], default: ModelText()].add(
          ModelWriter.Declaration(
            id: declaration.id, documentation: [], body: text, isBlock: declaration.isBlock))
      } else {
        texts[paths[0], default: ModelText()].add(declaration)
      }
    }
    for (file, text) in texts.sorted(by: { $0.key < $1.key }) {
      try access.write(file, text.text)
    }
    if texts.isEmpty, let folder { try access.makeFolder(folder) }
    writtenCount = texts.count
  }

  /// With the owners that a model says.
  private func told(_ state: ModelState) throws -> Snapshot {
    state.isSaid
      ? state.snapshot : state.snapshot.tellingOwners(to: try session.emptySnapshot().user)
  }

  // MARK: - Edited

  /// Edits the files; false when the person would rather not.
  mutating func edit(
    _ files: ModelFiles, _ state: ModelState, since common: CommonState?, _ call: CommandCall
  ) throws -> Bool {
    isEdited = true
    let model = try LoadedModel(files, session)
    before = model.snapshot
    let revision = try ModelRevision(
      files, model, to: told(state), state.shortNames, folder: folder, interpreter)
    let comparison = revision.comparison
    guard !comparison.isEmpty else { return true }
    // What the server of the models lacks has no statements there, and stands in the models.
    sql = (try? comparison.plan.script) ?? ""
    if call.isStatement, !session.console.isMachine {
      session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
    }
    let overwritten = Pull.overwritten(revision, since: common)
    let isAllowed = try session.mayOverwrite(
      overwritten.map(\.description), "overwriting models", call,
      why: common == nil
        ? "the models say otherwise, and nobody knows since when"
        : "the models have changed since they and the database agreed",
      hint: "`status` shows how, `merge` keeps both, `sync` brings the database to the models; "
        + "`\(call.signature.title) overwriting models` writes over what they say")
    guard isAllowed else { return false }
    let texts = try revision.texts().texts
    try ModelRevision.save(texts, access)
    writtenCount = texts.count
    return true
  }

  /// What the models say otherwise since both last agreed. Where nobody knows since when, it is all
  /// that they say and the database does not.
  private static func overwritten(
    _ revision: ModelRevision, since common: CommonState?
  ) -> [ObjectID] {
    let diff = revision.comparison.diff
    guard let common else {
      return revision.roots(of: diff.changes.filter { $0.sort != .create })
    }
    // Seen from the database, which is where a three-way view starts.
    let threeWay = ThreeWay(Diff(from: diff.new, to: diff.old), since: common)
    let moved = Set(threeWay.moved(on: .models).map(\.id))
    return revision.roots(
      of: diff.changes.filter { moved.contains(threeWay.root(of: $0.id) ?? $0.id) })
  }

  /// The models said what the database has.
  var changedNothing: Bool { isEdited && writtenCount == 0 }

  // MARK: - Words

  func report(_ state: ModelState) -> String {
    let place = paths.joined(separator: ", ")
    let files = "\(writtenCount) \(ObjectCounts.plural("file", writtenCount))"
    guard isEdited else { return "\(place): \(ObjectCounts.text(state.snapshot)) in \(files)" }
    return changedNothing
      ? "\(place): nothing to do, the models say what the database has"
      : "\(place): \(files) edited"
  }
}
