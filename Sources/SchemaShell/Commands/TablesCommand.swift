import Lang
import Postgres

/// `tables`, `tables billing.*`
enum TablesCommand: Command {
  static let signature = Signature(
    "tables", group: CommandGroup.look, summary: "List tables, views and sequences.",
    .argument("pattern", .name("table"), .optional, help: "`*` and `?` stand for any text"),
    examples: ["tables", "tables auth*", "tables pg_catalog.*"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let pattern = try call.text("pattern").map { NamePattern($0) }
    return try list(pattern, kinds: "rpvmfS", call.isStatement, interpreter)
  }

  /// - Parameter kinds: letters of `pg_class.relkind`.
  static func list(
    _ pattern: NamePattern?, kinds: String, _ isShown: Bool, _ interpreter: Interpreter
  ) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    let isSystem = pattern?.schema != nil
    let condition =
      pattern?.condition(
        name: "c.relname", schema: "n.nspname", isVisible: "pg_catalog.pg_table_is_visible(c.oid)")
      ?? "pg_catalog.pg_table_is_visible(c.oid)"
    let rows: Rows
    do throws(DatabaseError) {
      rows = Rows(
        try connection.run(
          """
          select n.nspname as schema, c.relname as name,
            case c.relkind when 'r' then 'table' when 'p' then 'partitioned table'
              when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
              when 'S' then 'sequence' when 'i' then 'index' when 'I' then 'partitioned index'
              end as type,
            pg_catalog.pg_get_userbyid(c.relowner) as owner
          from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where c.relkind = any (\(literal: "{" + kinds.map(String.init).joined(separator: ",") + "}")::"char"[])
            and (\(SQL(trusted: isSystem ? "true" : "false"))
              or n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast')
            and \(condition)
          order by 1, 2
          """))
    } catch {
      throw ScriptFailure(error)
    }
    if isShown {
      if rows.cells.isEmpty, session.isInteractive {
        session.console.say("nothing fits")
      } else {
        session.show(rows.list(titled: "List of relations"))
      }
    }
    return .host(rows)
  }
}
