import Engine
import Lang
import Postgres

/// Which objects of FROM are others of TO under their old names: what models say with `was`, what
/// a command says with `renaming`, and what a person answers when asked.
struct Renames {
  /// Said in TO's model, and where.
  private var said: [Rename: Location] = [:]
  /// Said by the command.
  private var asked: [Rename: Location] = [:]
  /// Said in FROM's model, read backwards, and what a person has answered: done where it fits.
  private var fitting: [Rename] = []

  static let part = Part.clause(
    "renaming", .pair, .many,
    help: "author.full_name to name, or with a kind: table author to writer")

  init() {}

  /// What TO's model says, for FROM.
  init(_ files: ModelFiles) { said = files.renames }

  init(from: Side, to: Side, _ call: CommandCall? = nil) throws {
    if case .model(let model) = to { said = model.files.renames }
    if case .model(let model) = from {
      fitting = Rename.reversed(Array(model.files.renames.keys))
    }
    if let call { try add(call) }
  }

  mutating func add(_ call: CommandCall) throws {
    for argument in call.all("renaming") {
      asked[try Renames.parsed(argument)] = argument.location
    }
  }

  mutating func add(answered rename: Rename) { fitting.append(rename) }

  /// What is left to do, in an order in which it can be done.
  func pending(from old: Snapshot, to new: Snapshot) throws -> [Rename] {
    do throws(RenameError) {
      let fitting = try Renaming.pending(fitting, from: old, to: new, isLenient: true)
      return try Renaming.pending(
        Array(said.keys) + fitting, asked: Array(asked.keys), from: old, to: new)
    } catch {
      throw failure(error)
    }
  }

  func failure(_ error: RenameError) -> ScriptFailure {
    let (rename, old) = (error.rename, quoteIdentifier(error.rename.old))
    let place = said[rename] ?? asked[rename]
    switch error.reason {
    case .bothExist:
      return ScriptFailure(
        "\(rename.id) was \(old), but both are there", at: place,
        hint: "drop one of the two, or take the rename away")
    case .swapped:
      return ScriptFailure(
        "\(rename.id) and others take each other's names in a circle", at: place,
        hint: "once done, it could not be told from undone: do it in two steps")
    case .unknown:
      return ScriptFailure(
        "\(rename.oldID) is not there to be renamed", at: place,
        hint: "names of what it belongs to are those after the renames")
    case .refused(let why):
      return ScriptFailure("\(rename.oldID) cannot be renamed: \(why)", at: place)
    }
  }

  // MARK: - `a.b to c`

  private static let belongingToRelation: Set<String> = [
    "column", "attribute", "constraint", "trigger", "policy", "rule", "label",
  ]

  private static func parsed(_ argument: CommandArgument) throws -> Rename {
    let tokens = SQLTokens(try argument.text())
    let refusal = ScriptFailure(
      "expected an old name, `to` and a new name", at: argument.location,
      hint: "`author.full_name to name`, `table author to writer`")
    guard let to = (1..<max(1, tokens.count)).first(where: { tokens.word($0) == "to" }),
      let new = tokens.qualifiedName(at: to + 1), to + 1 + new.length == tokens.count,
      let start = (0..<to).first(where: { index in
        tokens.qualifiedName(at: index).map { index + $0.length == to } ?? false
      }), let path = tokens.qualifiedName(at: start)
    else { throw refusal }
    let words = (0..<start).compactMap(tokens.word)
    guard words.count == start else { throw refusal }
    var kind = words.joined(separator: " ")
    if kind.isEmpty { kind = path.names.count == 1 ? "table" : "column" }
    if kind == "value" { kind = "label" }
    let isInRelation = belongingToRelation.contains(kind)
    let wanted = SpokenStatement.withoutSchema.contains(kind) ? 1 : isInRelation ? 3 : 2
    var names = path.names
    if names.count == wanted - 1 { names.insert("public", at: 0) }
    guard names.count == wanted else { throw refusal }
    // The new name may be said as the old one is, but it stays where it is.
    let place = Array(new.names.dropLast())
    guard place.isEmpty || place == path.names.dropLast() || place == names.dropLast() else {
      throw ScriptFailure(
        "a new name is one in the same place", at: argument.location,
        hint: "`alter … set schema` moves an object into another schema")
    }
    return Rename(
      ObjectID(KindName(kind), names.dropLast() + [new.names.last ?? ""]), was: names.last ?? "")
  }
}

extension Session {
  /// Compares two states with all that is known of renames; in a terminal, asks about more.
  func compare(
    from old: Snapshot, to new: Snapshot, _ renames: Renames, target: OpenConnection? = nil
  ) throws -> Comparison {
    var renames = renames
    for (rename, isMeant) in decidedRenames where isMeant { renames.add(answered: rename) }
    let scope = try scope()
    let (told, new) = try inWordsOfOne(old, new)
    while true {
      let renaming = try renaming(from: told, to: new, renames)
      let ours = scope.applied(to: renaming?.snapshot ?? told)
      guard let answer = askAboutRenames(from: ours, to: scope.applied(to: new)) else {
        return try Comparison(
          from: told, to: new, renaming: renaming, scope: scope, target: target, origin: old)
      }
      renames.add(answered: answer)
    }
  }

  /// The old state with its new names; nil when nothing is renamed.
  func renaming(
    from old: Snapshot, to new: Snapshot, _ renames: Renames
  ) throws -> Renaming? {
    try renaming(renames.pending(from: old, to: new), from: old, to: new) { renames.failure($0) }
  }

  func renaming(
    _ pending: [Rename], from old: Snapshot, to new: Snapshot,
    failure: (RenameError) -> ScriptFailure
  ) throws -> Renaming? {
    if pending.isEmpty { return nil }
    do {
      return try onScratch(of: old.version.major) { connection, isPrivate in
        try Renaming(pending, from: old, to: new, on: connection, makesRoles: isPrivate)
      }
    } catch let error as RenameError {
      throw failure(error)
    } catch let error as SchemaCopyError {
      var failed = ScriptFailure(
        "the renames cannot be tried on a copy of the schema: \(error.reason)")
      if let step = error.step {
        failed.diagnostics[0].notes.append(.init("in this statement:\n\(step.statement.sql.text);"))
      }
      failed.diagnostics[0].notes += scratchRemark(for: old.version.major)
      throw failed
    } catch let error as PlanError {
      throw ScriptFailure(error)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// From where a comparison leads to where it comes from; what can be renamed back is.
  func wayBack(
    of forth: Comparison, from new: Snapshot, to old: Snapshot
  ) throws -> Comparison {
    let back = try? Renaming.pending(
      forth.renaming?.reversed ?? [], from: new, to: old, isLenient: true)
    let renaming = try renaming(back ?? [], from: new, to: old) { Renames().failure($0) }
    return try Comparison(from: new, to: old, renaming: renaming)
  }

  /// The first likely rename that the person says is one; nil when there is none, or nobody to ask.
  private func askAboutRenames(from old: Snapshot, to new: Snapshot) -> Rename? {
    guard console.ask != nil, !assumesYes else { return nil }
    for rename in LikelyRenames.find(from: old, to: new) where decidedRenames[rename] == nil {
      let isMeant = confirm(
        "\(rename.oldID) goes and \(quoteIdentifier(rename.id.name)) comes: is it renamed?")
      decidedRenames[rename] = isMeant
      if isMeant { return rename }
    }
    return nil
  }
}
