import Lang
import Postgres

/// `tables`, `tables billing.*`
enum TablesCommand: Command {
  static let signature = Signature(
    "tables", group: CommandGroup.look, summary: "List tables, views and sequences.",
    .argument("pattern", .name("table"), .optional, help: "`*` and `?` stand for any text"),
    .flag("in detail", help: "with size, persistence and description"),
    examples: ["tables", "tables auth*", "tables in detail", "tables pg_catalog.*"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let request = CatalogList.Request(
      pattern: try call.text("pattern").map { NamePattern($0) }, isDetailed: call.has("in detail"))
    return try CatalogList.relations("rpvmSf").show(request, call.isStatement, interpreter)
  }
}
