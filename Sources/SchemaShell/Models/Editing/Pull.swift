import Engine
import Lang
import Postgres

/// A schema on its way into model files.
struct ModelState {
  let snapshot: Snapshot
  let shortNames: PublicNames
}

/// Writes a schema into model files: anew where there are none, else as few changes as will do.
struct Pull {
  private let paths: [String]
  private let access: ModelAccess
  private let interpreter: Interpreter
  private var session: Session { interpreter.session }
  private var writtenCount = 0
  private var isEdited = false

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
    let writer = try writer(told(state.snapshot), state.shortNames)
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
  private func told(_ snapshot: Snapshot) throws -> Snapshot {
    snapshot.tellingOwners(to: try session.emptySnapshot().user)
  }

  private func writer(_ snapshot: Snapshot, _ names: PublicNames) throws -> ModelWriter {
    do {
      return try ModelWriter(snapshot, empty: session.emptySnapshot(), shortNames: names)
    } catch let error as PlanError {
      throw ScriptFailure("the schema cannot be written: \(error.description)")
    }
  }

  // MARK: - Edited

  /// Edits the files; false when the person would rather not.
  mutating func edit(
    _ files: ModelFiles, _ state: ModelState, since common: CommonState?, _ call: CommandCall
  ) throws -> Bool {
    isEdited = true
    let model = try LoadedModel(files, session)
    let scope = try session.scope()
    let comparison = try Comparison(
      from: model.snapshot, to: try told(state.snapshot), scope: scope, comparing: [Owner.kind])
    guard !comparison.isEmpty else { return true }
    if call.isStatement, !session.console.isMachine {
      session.console.show(ChangeText(comparison, style: session.console.outputStyle).lines)
    }
    // What is not compared stays as the model says it.
    let wanted = comparison.diff.new
    let names = model.shortNames.union(state.shortNames)
    let old = try writer(model.snapshot, names)
    let new = try writer(wanted, names)
    let changed = Pull.roots(of: comparison.diff.changes, old, new)
    let overwritten = overwritten(comparison.diff, old, new, since: common)
    guard try mayOverwrite(overwritten, common, call) else { return false }
    var anew: Set<ObjectID> = []
    for _ in 0..<3 {
      var editor = ModelEditor(files, from: old, to: new, folder: folder)
      let texts = editor.run(Pull.sorted(anew.union(changed)), anew: anew)
      let left: [ObjectID]
      do {
        let edited = try LoadedModel(ModelFiles(files, texts: texts, interpreter), session)
        let rest = Diff(
          from: scope.applied(to: edited.snapshot), to: wanted, comparing: [Owner.kind])
        left = Pull.roots(of: rest.changes, old, new)
      } catch let failure as ScriptFailure where failure.isCatchable || failure.reason == .syntax {
        left = changed
      }
      guard !left.isEmpty else {
        try save(texts)
        return true
      }
      if anew.isSuperset(of: left) { throw failure(left, editor) }
      anew.formUnion(left)
    }
    throw failure(Array(anew).sorted(), nil)
  }

  /// What the models say otherwise since both last agreed. Where nobody knows since when, it is all
  /// that they say and the database does not.
  private func overwritten(
    _ diff: Diff, _ old: ModelWriter, _ new: ModelWriter, since common: CommonState?
  ) -> [ObjectID] {
    guard let common else {
      return Pull.roots(of: diff.changes.filter { $0.sort != .create }, old, new)
    }
    let moved = common.moved(in: diff.old)
    return Pull.roots(of: diff.changes.filter { moved.contains($0.id) }, old, new)
  }

  private func mayOverwrite(
    _ objects: [ObjectID], _ common: CommonState?, _ call: CommandCall
  ) throws -> Bool {
    if objects.isEmpty || call.has("overwriting models") || session.assumesYes { return true }
    let list = objects.prefix(50).map { "  \($0)" }.joined(separator: "\n")
    let what =
      common == nil
      ? "the models say otherwise, and nobody knows since when"
      : "the models have changed since they and the database agreed"
    if session.console.ask != nil {
      session.console.warn("\(what):\n\(list)")
      return session.confirm("write over it?")
    }
    throw call.failure(
      "\(what):\n\(list)",
      hint: "`sync` brings the database to the models; "
        + "`pull overwriting models` writes over what they say")
  }

  /// The objects that stand for themselves and whose declarations the changes are about.
  private static func roots(
    of changes: [Change], _ old: ModelWriter, _ new: ModelWriter
  ) -> [ObjectID] {
    sorted(
      Set(
        changes.map { change in
          // What is in neither belongs to something that is.
          let known =
            new.snapshot[change.id] == nil && old.snapshot[change.id] == nil
            ? change.object.parent ?? change.id : change.id
          return new.snapshot[known] == nil ? old.root(of: known) : new.root(of: known)
        }))
  }

  private static func sorted(_ roots: Set<ObjectID>) -> [ObjectID] {
    let ranks = ModelWriter.ranks
    return roots.sorted { (ranks[$0.kind] ?? 0, $0) < (ranks[$1.kind] ?? 0, $1) }
  }

  private mutating func save(_ texts: [String: String?]) throws {
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      if let text {
        try access.write(path, text)
      } else {
        try access.remove(path)
      }
    }
    writtenCount = texts.count
  }

  private func failure(_ left: [ObjectID], _ editor: ModelEditor?) -> ScriptFailure {
    let list = left.prefix(20).map { "  \($0)" }.joined(separator: "\n")
    return ScriptFailure(
      "it cannot be told where the models say this, so nothing was written:\n\(list)",
      hint: "change them by hand, or `pull to` another place")
  }

  // MARK: - Words

  func report(_ state: ModelState) -> String {
    let place = paths.joined(separator: ", ")
    let files = "\(writtenCount) \(ObjectCounts.plural("file", writtenCount))"
    guard isEdited else { return "\(place): \(ObjectCounts.text(state.snapshot)) in \(files)" }
    return writtenCount == 0
      ? "\(place): nothing to do, the models say what the database has"
      : "\(place): \(files) edited"
  }
}
