import Engine
import Lang

/// `status`
enum StatusCommand: Command {
  static let signature = Signature(
    "status", group: CommandGroup.look,
    summary: "Show who has moved since models and database last agreed, and what is pending.",
    MigrationOptions.directory,
    .option("exit-code", help: "end with status 4 unless models, database and migrations agree"),
    discussion: """
      Every difference is held against what both said after the last pull or sync:
        ←  only the database has moved          `pull` writes it down
        →  only the models have moved           `sync` brings the database there
        ≠  both have, and one must give way     `merge` asks which
        =  both have, alike                     nothing to do
      An object whose attributes moved on different sides is shown with a mark for each: `merge` puts
      them together. Where nobody knows when the two agreed, it is `diff`.

      Migrations are replayed on a scratch database: at the database's version they must make what it
      has, and all of them what the models say.
      """,
    examples: ["status", "print (status).isClean"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let standing = try Standing(session, interpreter)
    let migrations = try MigrationStanding(
      MigrationProject(session.migrationPath(call), interpreter), standing.comparison.origin,
      standing.model.snapshot, standing.connection, session)
    let status = StatusValue(standing, migrations)
    if call.has("exit-code"), !status.isClean { session.status = 4 }
    session.sayNotCompared(standing.comparison)
    // From here on it is known who moves.
    if standing.comparison.isEmpty { standing.keepAgreement() }
    return session.answer(call, .host(status)) {
      show(standing, migrations, session)
    }
  }

  private static func show(
    _ standing: Standing, _ migrations: MigrationStanding?, _ session: Session
  ) {
    let style = session.console.outputStyle
    func head(_ word: String, _ text: String) -> String {
      style.apply(.heading, to: word) + spaces(12 - word.count) + text
    }
    var lines: [String] = []
    if let migrations {
      let words = migrations.lines
      lines.append(head("migrations", words[0]))
      lines += words.dropFirst().map { spaces(12) + $0 }
    }
    if let agreed = standing.agreedAt { lines.append(head("agreed", agreed)) }
    guard let threeWay = standing.threeWay else {
      session.console.show(lines)
      guard !standing.comparison.isEmpty else {
        return session.console.say("the models and the database say the same")
      }
      session.console.show(ChangeText(standing.comparison, style: style).lines)
      return session.console.say(
        "the models and this database have not been brought together yet, so nobody can tell which "
          + "has moved: this is what `sync` would do to the database, and `pull` would undo")
    }
    let text = StatusText(threeWay, standing.comparison, style: style)
    session.console.show(lines + text.lines)
    session.console.say(text.summary)
    if let way = way(on: threeWay, standing.comparison) { session.console.say(way) }
  }

  /// What to do about it.
  private static func way(on threeWay: ThreeWay, _ comparison: Comparison) -> String? {
    let ours = !threeWay.moved(on: .models).isEmpty || !comparison.moves.isEmpty
    let theirs = !threeWay.moved(on: .database).isEmpty
    if ours, theirs { return "`merge` brings both together" }
    if ours { return "`sync` brings the database to the models" }
    return theirs ? "`pull` writes into the models what the database has" : nil
  }
}
