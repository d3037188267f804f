package import Postgres

/// The names in the schema `public` that may be written without it.
///
/// The catalogs are read with an empty search path, so that nothing a database's users have defined
/// can come between; definitions then say `public.author` throughout. Where a model is written,
/// `public` goes without saying, but only before names that mean nothing else in PostgreSQL itself.
package struct PublicNames: Sendable {
  private var names: Set<String> = []

  package init() {}

  package init(_ names: Set<String>) { self.names = names }

  package func contains(_ name: String) -> Bool { names.contains(name) }

  /// For a file that keeps them.
  package var sorted: [String] { names.sorted() }

  /// The names of both.
  package func union(_ other: PublicNames) -> PublicNames {
    PublicNames(names.union(other.names))
  }

  /// Those of a model of which a part was read anew: `old` and `new` are the whole before and after.
  package func changed(from old: Snapshot, to new: Snapshot, _ part: PublicNames) -> PublicNames {
    func said(_ snapshot: Snapshot) -> Set<String> {
      Set(snapshot.objects.keys.filter { $0.names.first == "public" }.compactMap(\.names.last))
    }
    let gone = said(old).subtracting(said(new))
    let kept = names.filter { !gone.contains($0) && !gone.contains(String($0.dropFirst())) }
    return PublicNames(kept).union(part)
  }

  package static func read(_ connection: Connection) throws -> PublicNames {
    var names: Set<String> = []
    let joins = connection.transactionStatus != .idle
    try connection.pipeline([
      joins ? "savepoint schemashell_names" : "begin read only",
      "select pg_catalog.set_config('search_path', '', true)", query,
      joins ? "rollback to savepoint schemashell_names" : "rollback",
    ]) { index, result in
      if index == 2 { try result.forEachRow { names.insert($0.text()) } }
    }
    return PublicNames(names)
  }

  private static let query: SQL = """
    with every as (
      select relnamespace as schema, relname as name from pg_class
      union all select typnamespace, typname from pg_type
      union all select pronamespace, proname from pg_proc
    )
    select name from every e
    where schema = 2200 and not exists (
      select from every s where s.schema = 11 and s.name = e.name)
    group by name
    """
}
