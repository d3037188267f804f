import Engine
import Lang
import Postgres

/// Model files on their way to say another schema: as few changes as will do.
///
/// Where in the files a thing stands is found by its words, so the edited text is loaded and held
/// against what was wanted; what still differs is written anew, declaration by declaration.
struct ModelRevision {
  /// From what the files say to what they shall say.
  let comparison: Comparison
  let old: ModelWriter
  let new: ModelWriter
  private let files: ModelFiles
  private let folder: String?
  private let interpreter: Interpreter
  private let scope: Scope

  /// `folder` is where new files may be made; nil when the model is one file.
  init(
    _ files: ModelFiles, _ model: LoadedModel, to wanted: Snapshot, _ names: PublicNames,
    folder: String?, _ interpreter: Interpreter
  ) throws {
    self.files = files
    self.folder = folder
    self.interpreter = interpreter
    let session = interpreter.session
    scope = try session.scope()
    comparison = try Comparison(
      from: model.snapshot, to: wanted, scope: scope, comparing: [Owner.kind])
    let names = model.shortNames.union(names)
    old = try ModelRevision.writer(model.snapshot, names, session)
    // What is not compared stays as the model says it.
    new = try ModelRevision.writer(comparison.diff.new, names, session)
  }

  static func writer(
    _ snapshot: Snapshot, _ names: PublicNames, _ session: Session
  ) throws -> ModelWriter {
    do {
      return try ModelWriter(snapshot, empty: session.emptySnapshot(), shortNames: names)
    } catch let error as PlanError {
      throw ScriptFailure("the schema cannot be written: \(error.description)")
    }
  }

  /// The files' new texts, nil for those that go, and what they say then.
  func texts() throws -> (texts: [String: String?], model: LoadedModel) {
    let changed = roots(of: comparison.diff.changes)
    var anew: Set<ObjectID> = []
    var guesses: [ObjectID: TableEditor.Guess] = [:]
    var refusal: ScriptFailure?
    for _ in 0..<ModelRevision.attempts {
      var editor = ModelEditor(files, from: old, to: new, folder: folder, guesses: guesses)
      let texts = editor.run(ModelRevision.sorted(anew.union(changed)), anew: anew)
      var left: [ObjectID]
      var missing: [ObjectID: Set<ObjectID>] = [:]
      do {
        let edited = try LoadedModel(
          ModelFiles(files, texts: texts, interpreter), interpreter.session)
        let rest = Diff(
          from: scope.applied(to: edited.snapshot), to: comparison.diff.new,
          comparing: [Owner.kind])
        left = roots(of: rest.changes)
        if left.isEmpty { return (texts, edited) }
        for change in rest.changes where change.new != nil && old.snapshot[change.id] != nil {
          missing[new.root(of: change.id), default: []].insert(change.id)
        }
        refusal = nil
      } catch let failure as ScriptFailure where failure.isCatchable || failure.reason == .syntax {
        left = changed
        refusal = failure
      }
      // What was not named, and was counted by PostgreSQL, may have to say its name now. Where lines
      // could be meant otherwise, they are tried so. Only then is the block written anew.
      let retried = left.filter { id in
        guard !anew.contains(id), let count = editor.guessCounts[id] else { return false }
        let guess = guesses[id] ?? TableEditor.Guess()
        if guess.named.isEmpty, let names = missing[id] {
          guesses[id] = TableEditor.Guess(number: guess.number, named: names)
        } else if guess.number + 1 < min(count, ModelRevision.maximumGuess) {
          guesses[id] = TableEditor.Guess(number: guess.number + 1)
        } else {
          return false
        }
        return true
      }
      if !retried.isEmpty { continue }
      if anew.isSuperset(of: left) { throw failure(left, refusal) }
      anew.formUnion(left)
    }
    throw failure(Array(anew).sorted(), refusal)
  }

  /// Each costs a look at what the models say then.
  private static let maximumGuess = 12
  private static let attempts = 2 * maximumGuess + 4

  /// The objects that stand for themselves and whose declarations the changes are about.
  func roots(of changes: [Change]) -> [ObjectID] {
    ModelRevision.sorted(
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

  private func failure(_ left: [ObjectID], _ refusal: ScriptFailure?) -> ScriptFailure {
    let list = left.prefix(20).map { "  \($0)" }.joined(separator: "\n")
    var failure = ScriptFailure(
      "it cannot be told where the models say this, so nothing was written:\n\(list)",
      hint: "change them by hand, or `pull to` another place")
    if let refusal {
      failure.diagnostics[0].notes.append(.init("what was tried: \(refusal.message)"))
    }
    return failure
  }

  /// Writes the new texts; all of them were loaded before.
  static func save(_ texts: [String: String?], _ access: ModelAccess) throws {
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      if let text {
        try access.write(path, text)
      } else {
        try access.remove(path)
      }
    }
  }
}
