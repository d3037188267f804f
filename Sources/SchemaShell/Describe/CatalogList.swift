import Lang
import Postgres

/// A list of one sort of thing in a database: psql's `\dt`, `\dn`, `\df`, `\l` …, with the columns
/// and the contents that people know.
///
/// A list is a query; its column names are what a script sees, and make the headings:
/// `member_of` stands below "Member of".
struct CatalogList: Sendable {
  let title: String
  /// Without a pattern, where that says something else.
  var titleOfAll: String?
  /// psql counts no rows below some of its lists.
  var countsRows = true
  /// Headings that do not follow from the column's name.
  var headings: [String: String] = [:]
  let query: @Sendable (Request) -> SQL

  /// What is asked for.
  struct Request: Sendable {
    var pattern: NamePattern?
    /// `+`: all there is to say.
    var isDetailed = false
    /// `S`: what belongs to the system, too.
    var showsSystem = false
    /// The server's.
    var version = 0

    /// What fits the pattern; without one, what is seen without a schema and is the user's own.
    func condition(name: SQL, schema: SQL, isVisible: SQL) -> SQL {
      if let pattern {
        return pattern.condition(name: name, schema: schema, isVisible: isVisible)
      }
      guard !showsSystem else { return isVisible }
      return """
        \(isVisible) and \(schema) not in ('pg_catalog', 'information_schema')
          and \(schema) !~ '^pg_toast'
        """
    }

    /// For what stands in no schema; `isOwn` tells what the system's is not.
    func condition(name: SQL, isOwn: SQL = "true") -> SQL {
      if let pattern { return pattern.condition(name: name, schema: "''", isVisible: "true") }
      return showsSystem ? "true" : isOwn
    }

    /// Columns that `+` adds.
    func details(_ columns: SQL) -> SQL { isDetailed ? ", " + columns : "" }
  }

  func show(_ request: Request, _ isShown: Bool, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let connection = try session.connection()
    var request = request
    request.version = connection.serverVersion
    do throws(DatabaseError) {
      let rows = Rows(try connection.run(query(request)))
      if isShown { show(rows, request, session) }
      return .host(rows)
    } catch {
      throw ScriptFailure(error)
    }
  }

  private func show(_ rows: Rows, _ request: Request, _ session: Session) {
    if rows.cells.isEmpty, session.isInteractive { return session.console.say("nothing fits") }
    var table = rows.list(titled: request.pattern == nil ? titleOfAll ?? title : title)
    for index in table.columns.indices {
      if let heading = headings[rows.columns[index].name] { table.columns[index].name = heading }
    }
    if !countsRows { table.footers = [] }
    session.show(table)
  }

  /// The one that the letters behind `\d` name.
  static func named(_ letters: String) -> CatalogList? {
    switch letters {
    case "": relations("rpvmSf")
    case "a": aggregates
    case "b": tablespaces
    case "config": parameters
    case "D": domains
    case "dp": defaultPrivileges
    case "es": servers
    case "et": foreignTables
    case "eu": userMappings
    case "ew": wrappers
    case "L": languages
    case "n": schemas
    case "O": collations
    case "p": privileges
    case "rds": roleSettings
    case "Rp": publications
    case "Rs": subscriptions
    case "T": types
    case "u", "g": roles
    case "x": extensions
    case "X": statistics
    case "y": eventTriggers
    case let letters where letters.first == "f": functions(of: letters.dropFirst())
    default: relations(named: letters)
    }
  }

  // MARK: - What many lists say

  /// The objects' comments, of the catalog `catalog`.
  static func comment(_ oid: SQL, in catalog: String) -> SQL {
    "pg_catalog.obj_description(\(oid), \(literal: catalog)) as description"
  }

  static func owner(_ oid: SQL) -> SQL { "pg_catalog.pg_get_userbyid(\(oid)) as owner" }

  static func access(_ list: SQL) -> SQL {
    "pg_catalog.array_to_string(\(list), E'\\n') as access_privileges"
  }

  /// `(filename '/dev/null', format 'csv')`. A password is nobody's business.
  static func options(_ list: SQL) -> SQL {
    """
    case when \(list) is null then '' else '(' || pg_catalog.array_to_string(array(
      select pg_catalog.quote_ident(option_name) || ' ' || case
        when option_name ~* 'password|secret' then '***'
        else pg_catalog.quote_literal(option_value) end
      from pg_catalog.pg_options_to_table(\(list))), ', ') || ')' end as fdw_options
    """
  }
}
