/// The words that have a meaning of their own in `table NAME … { … }`, besides those that kinds of
/// objects bring along.
///
/// All are words that SQL reserves, or stand where no column's name and type could: a line that
/// starts otherwise is a column.
enum TableForm {
  /// A line that starts with one of these goes on with the line before. None can be a column's
  /// bare name but `execute`, which must be quoted to be one.
  static let continuations: Set<String> = [
    "and", "as", "collate", "default", "deferrable", "execute", "for", "from", "in", "initially",
    "is", "not", "null", "on", "or", "references", "then", "to", "using", "when", "where", "with",
  ]

  /// What a table constraint starts with.
  static let constraints = [
    "constraint", "primary key", "unique", "check", "foreign key", "exclude using", "like",
  ]

  /// What ends the type of a column, or one of its constraints, and starts the next.
  static let columnConstraints = [
    "constraint", "not null", "null", "default", "check", "unique", "primary key", "generated",
    "references", "collate", "compression", "storage", "was",
  ]

  /// What follows the name of a column of a partition or of a typed table, which has no type.
  static let typelessColumn = [
    "with options", "constraint", "not null", "default", "check", "unique", "primary key",
    "generated", "references",
  ]
}

/// What may stand in a table's block as `alter table NAME` would say it.
enum TableAction {
  private static let openings = [
    "enable row level security", "disable row level security", "force row level security",
    "no force row level security", "enable trigger", "enable always trigger",
    "enable replica trigger", "disable trigger", "enable rule", "enable always rule",
    "enable replica rule", "disable rule", "replica identity full", "replica identity nothing",
    "replica identity default", "replica identity using", "cluster on", "owner to",
    "alter column", "set without cluster",
  ]

  /// True for the first word of one of them.
  static func startsWith(_ word: String) -> Bool {
    openings.contains { $0.split(separator: " ").first.map(String.init) == word }
  }

  static func matches(_ line: some Lexed) -> Bool {
    line.phrase(of: openings, at: 0) != nil
      || line.word(0) == "set" && line.isPunctuation(1, "(")
  }
}
