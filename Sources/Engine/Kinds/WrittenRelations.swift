import Postgres

/// The relations that a parsed statement writes to: whoever makes it again locks them as the statement
/// itself does, although nothing is written yet.
struct WrittenRelations: Sendable, Hashable {
  /// Schema and name of each.
  private let names: Set<[String]>

  /// Reads them out of the statement's tree, which notes with which lock it opens each relation.
  static func query(_ tree: SQL) -> SQL {
    """
    array(select unnest(array[n.nspname::text, c.relname::text])
      from regexp_matches(\(tree)::text,
        ':relid (\\d+)(?: :inh \\w+)? :relkind . :rellockmode 3 ', 'g') m
      join pg_class c on c.oid = m[1]::oid join pg_namespace n on n.oid = c.relnamespace)
    """
  }

  init(_ list: [String]) {
    names = Set(
      stride(from: 0, to: list.count - 1, by: 2).map { [list[$0], list[$0 + 1]] })
  }

  /// What making the statement does to them; nil where there are none.
  var reach: Reach? { names.isEmpty ? nil : Reach(.rowExclusive, to: names) }
}
