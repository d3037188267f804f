import Lang
import Postgres

/// What psql's people are told: the names there are, what stands in the place of those there are
/// not, and where SQL is explained.
extension Backslash {
  /// Every name with what it stands for: `\?` prints it.
  static let names: [(name: String, meaning: String)] = [
    ("\\?", "this list; `help` says more"),
    ("\\c [TARGET]", "connect"),
    ("\\cd [FOLDER]", "where relative paths start from"),
    ("\\conninfo", "where the current connection goes"),
    ("\\copy T from|to FILE", "copy T from file 'FILE'; to file 'FILE'"),
    ("\\d NAME", "describe NAME; \\d+ in detail; \\d alone lists all"),
    (
      "\\dt \\dv \\dm \\di \\ds \\dE",
      "tables, views, materialized views, indexes, sequences, foreign tables"
    ),
    ("\\dn \\dx \\dy \\db", "schemas, extensions, event triggers, tablespaces"),
    ("\\df \\da \\dL", "functions (\\dfn, \\dfp, \\dft, \\dfa, \\dfw), aggregates, languages"),
    ("\\dT \\dD \\dO \\dX", "types, domains, collations, extended statistics"),
    ("\\du \\dp \\ddp \\drds", "roles, privileges, default privileges, settings of roles"),
    ("\\des \\dew \\deu \\det", "foreign servers, wrappers, user mappings, foreign tables"),
    ("\\dRp \\dRs \\dconfig", "publications, subscriptions, parameters of the server"),
    ("  … +  … S  … NAME", "behind all of these: in detail, the system's too, those that fit"),
    ("\\e [FILE]", "edit"),
    ("\\echo TEXT", "print"),
    ("\\encoding", "UTF8, always"),
    ("\\errverbose", "all that is known of the last error"),
    ("\\g [FILE] \\gx [FILE]", "the statement in front, or the last one; \\gx expanded; to a file"),
    ("\\h [SQL]", "where an SQL command is explained"),
    ("\\i FILE \\ir FILE", "include; \\ir starts from the script's folder"),
    ("\\l [NAME]", "databases"),
    ("\\o [FILE]", "results to a file, or back; \\o |COMMAND to a command"),
    ("\\password [USER]", "a new password, typed blindly"),
    ("\\pset NAME VALUE", "expanded, format, null, tuples_only"),
    ("\\q", "quit"),
    ("\\sf NAME \\sv NAME", "the source of a function, of a view"),
    ("\\t [on|off]", "rows without heads and counts"),
    ("\\timing [on|off]", "timing"),
    ("\\watch [SECONDS]", "the statement again and again, until ^C"),
    ("\\x [on|off]", "output expanded, or table"),
    ("\\z [NAME]", "privileges; \\dp does the same"),
    ("\\! [COMMAND]", "a command of the system, or its shell"),
  ]

  static var nameLines: [String] {
    let width = names.map(\.name.count).max() ?? 0
    return names.map { "  \($0.name)\(spaces(width - $0.name.count))  \($0.meaning)" }
  }

  /// What psql has and we have otherwise.
  private static let others: [(names: [String], hint: String)] = [
    (["a", "f", "H", "C", "T"], "`output table`, `expanded`, `csv` or `json` says how rows look"),
    (["bind", "bind_named", "parse"], "`${value}` in SQL is a bound value"),
    (["crosstabview"], "`sum(x) filter (where …)`, a column for each"),
    (["gset"], "`let row = (select …).first`, then `${row.name}`"),
    (["gexec"], "`for row in (select …) { sql (row.text) }`"),
    (["gdesc"], "`(select …).columns`"),
    (["if", "elif", "else", "endif"], "`if condition { … } else { … }`"),
    (["getenv", "setenv"], "`env(\"NAME\")` is a variable of the environment"),
    (["prompt"], "a script's arguments are the list `args`"),
    (["p", "print", "s"], "`history` lists what was entered"),
    (["r", "reset"], "^C drops what is typed"),
    (["w", "write"], "`edit` opens the last entry in your editor"),
    (
      [
        "dA", "dAc", "dAf", "dAo", "dAp", "dC", "dc", "dd", "dF", "dFd", "dFp", "dFt", "dg", "dl",
        "do", "dP", "drg",
      ],
      "the catalogs say it: `select * from pg_operator;`"
    ),
    (
      ["lo_export", "lo_import", "lo_list", "lo_unlink"],
      "`select lo_from_bytea(…)`, `lo_get(…)`, `lo_unlink(…)`"
    ),
    (["ef", "ev"], "`\\sf` and `\\sv` print the source, `edit FILE` opens a file"),
    (["copyright"], "`--version` says which SchemaShell this is"),
  ]

  static func unknown(_ call: BackslashCall) -> ScriptFailure {
    let name = call.name
    let plain = name.filter { $0 != "+" && $0 != "S" }
    let known = names.flatMap { entry in
      entry.name.split(separator: " ").filter { $0.first == "\\" }.map { String($0.dropFirst()) }
    }
    let other = others.first { $0.names.contains(name) || $0.names.contains(plain) }
    let near = Suggestion.nearest(to: plain, in: known).map { "did you mean \"\\\($0)\"?" }
    return ScriptFailure(
      "there is no `\\\(name)` here", at: call.location,
      hint: other?.hint ?? near ?? "`\\?` lists those there are, `help` the commands")
  }

  // MARK: - SQL

  /// PostgreSQL's own pages explain SQL; this says which.
  static func sqlHelp(_ call: BackslashCall, _ session: Session) throws {
    let version = session.connections.current.map { $0.connection.serverVersion / 10000 }
    let base = "https://www.postgresql.org/docs/\(version.map(String.init) ?? "current")/"
    let wanted = call.words.map { $0.uppercased().filter { $0 != ";" } }.joined(separator: " ")
    let commands = SQLCommands.all
    let found =
      commands.contains(wanted)
      ? [wanted] : commands.filter { wanted.isEmpty || $0.hasPrefix(wanted) }
    guard !found.isEmpty else {
      throw ScriptFailure(
        "there is no SQL command \(wanted)", at: call.location,
        hint: Suggestion.hint(for: wanted, in: commands) ?? "`\\h` lists them")
    }
    if found.count > 1 {
      let width = Terminal.output.size?.columns ?? 80
      session.console.show(Columns.lines(found, width: width) + ["", base + "sql-commands.html"])
    } else {
      for name in found {
        let page = name.lowercased().replacing(" ", with: "")
        session.console.output("\(name)  \(base)sql-\(page).html")
      }
    }
  }

  // MARK: - The last error

  static func tellAll(_ session: Session) {
    guard let failure = session.lastFailure else {
      return session.console.say("there was no error yet")
    }
    let lines = failure.rendered().split(separator: "\n", omittingEmptySubsequences: false)
    let said: Set = ["detail", "hint", "context"]
    let rest = failure.details.filter { !said.contains($0.key) }.sorted { $0.key < $1.key }
    session.console.show(lines.map(String.init) + rest.map { "  \($0.key): \($0.value)" })
  }
}
