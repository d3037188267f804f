import Postgres

/// The names of tables and columns for completion: one query, kept until something was defined or
/// another connection is used.
///
/// Tab must never wait long or fail: without a connection, within a failed transaction, or when the
/// query takes too long, there are simply no names.
final class NameCatalog {
  private let session: Session
  private var columns: [String: [String]] = [:]
  private(set) var sorted: [String] = []
  private var loadedFor: ObjectIdentifier?
  private var loadedAt = 0

  init(_ session: Session) { self.session = session }

  var relations: [String] {
    load()
    return sorted
  }

  /// Names that go on as `typed` does: `au` gives `author`, `author.na` gives `author.name`. Columns
  /// are those of the tables that the text names; while it names none, as at the head of a
  /// `select`, they are all there are.
  func names(for typed: String, in text: String) -> [String] {
    load()
    if let dot = typed.lastIndex(of: ".") {
      let table = String(typed[..<dot])
      let known = columns[table] ?? aliased(table, in: text).flatMap { columns[$0] } ?? []
      let found = known.map { "\(table).\($0)" }.filter { $0.hasPrefix(typed) }
      if !found.isEmpty { return found }
    }
    let tables = words(of: text).compactMap { columns[$0] }
    let named = tables.isEmpty ? Array(columns.values.joined()) : Array(tables.joined())
    return Array(Set(named.filter { $0.hasPrefix(typed) })).sorted()
      + sorted.filter { $0.hasPrefix(typed) }
  }

  /// The table that an alias stands for: `author a`, `author as a`.
  private func aliased(_ alias: String, in text: String) -> String? {
    let words = words(of: text)
    for (index, word) in words.enumerated() where word == alias && index > 0 {
      let before = words[index - 1] == "as" && index > 1 ? words[index - 2] : words[index - 1]
      if columns[before] != nil { return before }
    }
    return nil
  }

  private func words(of text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || "_.\"".contains($0)) }.map(String.init)
  }

  private func load() {
    guard let current = session.connections.current, !current.connection.isLost,
      current.connection.transactionStatus == .idle
        || current.connection.transactionStatus == .inTransaction
    else { return }
    let identity = ObjectIdentifier(current)
    guard loadedFor != identity || loadedAt != session.definitionCount else { return }
    loadedFor = identity
    loadedAt = session.definitionCount
    do throws(DatabaseError) {
      let found = try current.connection.run(query).rows { ($0.text(), $0.textArray()) }
      columns = Dictionary(found, uniquingKeysWith: { first, _ in first })
      sorted = found.map(\.0)
    } catch {
      columns = [:]
      sorted = []
    }
  }

  private var query: SQL {
    """
    select case when pg_catalog.pg_table_is_visible(c.oid) then pg_catalog.quote_ident(c.relname)
        else pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) end,
      array(select pg_catalog.quote_ident(a.attname) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum)
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
    order by 1
    """
  }
}
