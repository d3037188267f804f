import Engine
import Lang
import Postgres

/// `seed rows.json`, `seed author.csv`, `seed demo.sql`, `seed data`
enum SeedCommand: Command {
  static let signature = Signature(
    "seed", group: CommandGroup.migrations,
    summary: "Fill tables from files: all of it, or nothing.",
    .argument(
      "path", .path, .someOrMore,
      help: "rows in .json or .csv, statements in .sql or .schema, or a folder of these"),
    discussion: """
      A .json file has a list of rows for each table: {"author": [{"id": 1, "name": "Ada"}], "post": []}.
      A row has some of the columns; the others get their defaults. A .csv file has the name of its
      table and of its columns in the first line; an empty field is null, an empty one in quotes is
      not. author.json may be a list of rows, too.

      Tables are filled in the order of their foreign keys, whatever the order in the files; rows
      that refer to each other come at once. A row whose primary key, or another that all its columns
      are given for, is there already is brought up to date; a row of a table without one is left
      out where the same is there. So the same file may be seeded again. Values are bound, never
      pasted. What gives numbers to new rows goes on behind the highest one.

      .sql and .schema files are run behind the rows, as they stand. Everything together is one
      transaction.
      """,
    examples: [
      "write(\"rows.json\", \"{\\\"author\\\": [{\\\"id\\\": 1, \\\"name\\\": \\\"Ada\\\"}]}\")\nseed rows.json",
      "write(\"author.csv\", \"id,name\\n1,Ada\\n2,\\\"Grace, too\\\"\\n\")\nseed author.csv",
    ])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let files = try SeedFiles(call, interpreter)
    let token = try TransactionCommand.enter(call, interpreter)
    let count: Seeding.Count
    do {
      count = try session.running.track(connection) {
        let snapshot = try files.rows.isEmpty ? nil : Side.connection(connection).snapshot()
        var seeding = Seeding(on: connection)
        if let snapshot { try seeding.run(files.batches(snapshot, connection), snapshot) }
        for script in files.scripts { try run(script, interpreter) }
        return seeding.count
      }
    } catch {
      var failure =
        (error as? DatabaseError).map { ScriptFailure($0) } ?? error as? ScriptFailure
        ?? ScriptFailure("\(error)")
      try? TransactionCommand.leave(token, failure: failure, interpreter)
      if !failure.diagnostics.isEmpty {
        failure.diagnostics[0].notes.append(.init("nothing of it was kept"))
      }
      throw failure
    }
    try TransactionCommand.leave(token, failure: nil, interpreter)
    let value = Value.map(MapValue([("rows", .int(count.rows)), ("written", .int(count.written))]))
    return session.answer(
      call, value, json: ["{\"rows\":\(count.rows),\"written\":\(count.written)}"]
    ) {
      session.console.say(words(count, files))
    }
  }

  private static func words(_ count: Seeding.Count, _ files: SeedFiles) -> String {
    var words: [String] = []
    if !files.rows.isEmpty {
      let rows = "\(count.rows) \(ObjectCounts.plural("row", count.rows))"
      words.append(
        count.written == count.rows
          ? "wrote \(rows)"
          : count.written == 0 ? "\(rows): all there already" : "\(rows), \(count.written) written")
    }
    if !files.scripts.isEmpty { words.append("ran " + list(files.scripts.map(\.name))) }
    return words.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// Runs a file of statements in an interpreter of its own: its variables are nobody else's.
  private static func run(_ source: Source, _ caller: Interpreter) throws {
    let interpreter = MigrationScript.makeInterpreter(for: caller, caller.vocabulary)
    let program = try interpreter.compile(source)
    let ends: Set<String> = ["begin", "start", "commit", "end", "rollback", "abort"]
    for entry in program.outline {
      guard case .foreign(let statement) = entry.kind, ends.contains(statement.verb) else {
        continue
      }
      throw ScriptFailure(
        "a seed runs in one transaction, which it may not begin or end",
        at: Location(source, entry.span), hint: "leave `\(statement.verb)` out")
    }
    try interpreter.run(program)
  }
}
