import Lang
import Postgres

/// The names of all relations as one would type them: for "did you mean" and for completion.
enum RelationNames {
  static func all(on connection: Connection) throws -> [String] {
    do throws(DatabaseError) {
      return try connection.run(
        """
        select case when pg_catalog.pg_table_is_visible(c.oid) then c.relname
          else n.nspname || '.' || c.relname end
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
          and c.relkind not in ('t', 'c')
        order by 1
        """
      ).rows { $0.text() }
    } catch {
      throw ScriptFailure(error)
    }
  }
}
