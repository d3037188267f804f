package import Postgres

/// A function, window function or procedure. Overloads are told apart by the types of what is
/// passed in.
///
/// Its body is text that may name what does not exist yet, so bodies are not checked while a plan
/// runs; only a body that is parsed when it is made (`begin atomic`, `return`) needs what it names.
package struct Routine: SchemaObject {
  package static let kind: KindName = "routine"
  package static var isFoundByName: Bool { true }

  package let id: ObjectID
  /// As `pg_proc.prokind`: f, p, w.
  package let sort: String
  /// Everything between the parentheses, defaults included.
  package let arguments: String
  /// Mode and type of each argument, without its name.
  package let shape: [String]
  /// As long as `shape`, or empty when no argument has a name.
  package let names: [String]
  package let defaultCount: Int
  package let result: String?
  package let language: String
  package internal(set) var body: String
  /// The library of a C function.
  package let library: String?
  /// True when the body was parsed as it was made.
  package let isParsed: Bool
  package internal(set) var volatility: String
  package internal(set) var isStrict: Bool
  package internal(set) var isSecurityDefiner: Bool
  package internal(set) var isLeakproof: Bool
  package internal(set) var parallel: String
  package internal(set) var cost: String
  package internal(set) var rows: String
  package internal(set) var support: String?
  package let transforms: [String]
  /// `name=value`, as `proconfig` keeps them.
  package internal(set) var configuration: [String]
  private let identity: String
  private let written: WrittenRelations

  package static var trace: SQL? { "pg_proc where oid >= 16384" }

  package static func query(_ version: ServerVersion) -> SQL? {
    let parsed: SQL = version.major >= 14 ? "pg_get_function_sqlbody(p.oid)" : "null"
    let written: SQL =
      version.major >= 14
      ? "case when p.prosqlbody is not null then \(WrittenRelations.query("p.prosqlbody")) end"
      : "null::text[]"
    return """
      select p.tableoid, p.oid, 0, p.pronamespace, p.proname, oidvectortypes(p.proargtypes),
        pg_get_function_identity_arguments(p.oid), p.prokind, pg_get_function_arguments(p.oid),
        array(select coalesce(p.proargmodes[n]::text, 'i') || ' ' || format_type(t, null)
          from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(t, n)
          order by n),
        p.proargnames, p.pronargdefaults, pg_get_function_result(p.oid), l.lanname,
        p.prosrc, p.probin, \(parsed), p.provolatile, p.proisstrict, p.prosecdef, p.proleakproof,
        p.proparallel, p.procost, p.prorows,
        case when p.prosupport <> 0 then p.prosupport::regproc::text end,
        array(select format_type(t, null) from unnest(p.protrftypes) t), p.proconfig,
        \(written)
      from pg_proc p join pg_language l on l.oid = p.prolang
      where p.oid >= 16384 and p.prokind <> 'a' and not exists (select from pg_depend d
        where d.classid = 1255 and d.objid = p.oid and d.deptype = 'i')
      """
  }

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    guard let schema = catalog.schema(row.oid()) else { return nil }
    id = ObjectID(Self.kind, [schema, row.text(), "(\(row.text()))"])
    identity = row.text()
    sort = row.text()
    arguments = row.text()
    shape = row.textArray()
    names = row.optionalTextArray() ?? []
    defaultCount = row.int()
    result = row.optionalText()
    language = row.text()
    let source = row.text()
    library = row.optionalText()
    let parsed = row.optionalText()
    body = parsed ?? source
    isParsed = parsed != nil
    volatility = row.text()
    isStrict = row.bool()
    isSecurityDefiner = row.bool()
    isLeakproof = row.bool()
    parallel = row.text()
    cost = row.text()
    rows = row.text()
    support = row.optionalText()
    transforms = row.textArray()
    configuration = row.optionalTextArray() ?? []
    written = WrittenRelations(row.optionalTextArray() ?? [])
  }

  package static var rules: [Rule<Routine>] {
    [
      .replace("sort", \.sort),
      Rule("arguments", \.arguments) { old, new in new.accepts(old) ? .redefine : .replace }
        .asRead(),
      // Names of arguments that are only returned are part of the result.
      .replace("result", \.result),
      .redefine("language", \.language),
      .redefine("body", \.body).asRead { $0.isParsed },
      .redefine("library", \.library),
      .redefine("isParsed", \.isParsed),
      .redefine("volatility", \.volatility),
      .redefine("isStrict", \.isStrict),
      .redefine("isSecurityDefiner", \.isSecurityDefiner),
      .redefine("isLeakproof", \.isLeakproof),
      .redefine("parallel", \.parallel),
      .redefine("cost", \.cost),
      .redefine("rows", \.rows),
      .redefine("support", \.support),
      .redefine("transforms", \.transforms),
      .redefine("configuration", \.configuration),
      .derived("shape", \.shape),
      .derived("names", \.names),
      .derived("defaultCount", \.defaultCount),
      .derived("identity", \.identity),
      .derived("written", \.written),
    ]
  }

  /// What callers by name and by default rely on stays: `create or replace` refuses all else.
  private func accepts(_ old: Routine) -> Bool {
    guard shape == old.shape, defaultCount >= old.defaultCount else { return false }
    return old.names.isEmpty
      || old.names.count == names.count
        && zip(old.names, names).allSatisfy { $0 == "" || $0 == $1 }
  }

  package var unreadBody: String? {
    isParsed || language == "c" || language == "internal" ? nil : body
  }
  package var claims: [ObjectID] { [ObjectID("routine name", id.names)] }

  /// Calls say the type of what they pass. But where something may be left out, or any type will do,
  /// that leaves a choice.
  package func isMistakable(for other: any SchemaObject) -> Bool {
    guard let other = other as? Routine, id.names.dropLast() == other.id.names.dropLast() else {
      return false
    }
    return (isOpen || other.isOpen) && counts.overlaps(other.counts)
  }
  private var passed: [String] { shape.filter { !$0.hasPrefix("o ") && !$0.hasPrefix("t ") } }
  private var isVariadic: Bool { shape.contains { $0.hasPrefix("v ") } }
  private var isOpen: Bool {
    defaultCount > 0 || isVariadic
      || passed.contains { $0.dropFirst(2).drop { $0 == "\"" }.hasPrefix("any") }
  }
  private var counts: ClosedRange<Int> {
    passed.count - defaultCount...(isVariadic ? .max : passed.count)
  }

  package var reference: SQL {
    sort == "p"
      ? "procedure \(qualifiedName)(\(catalog: identity))"
      : "function \(qualifiedName)\(catalog: id.name)"
  }

  package var qualifiedName: SQL { "\(name: Array(id.names.dropLast()))" }

  package var settings: [Setting] {
    isParsed || library != nil ? [] : [Setting("check_function_bodies", "off")]
  }

  package var aside: Retirement? {
    let schema = Retirement.schema(of: id)
    let name = Array(id.names.dropLast()).last ?? ""
    return Retirement(
      stepAside: [Statement("alter \(reference) set schema \(name: schema)", lock: .none)],
      refill: [],
      discard: [Statement("drop function \(name: [schema, name])\(catalog: id.name)")])
  }

  package func create(_ parts: [Part]) -> [Statement] {
    [Statement("create \(definition)", lock: .none, reach: parsing)]
  }

  package func redefine(from old: Routine) -> [Statement] {
    [Statement("create or replace \(definition)", lock: .none, reach: parsing)]
  }

  // Only a body that was parsed, and a default, computes with values whose shape is known.
  package func response(to disturbance: Disturbance) -> Response {
    disturbance.cause == .reshaped && !isParsed && defaultCount == 0 ? .stay : .rebuild
  }

  /// Only a body that is parsed is looked up.
  private var parsing: Reach? { written.reach ?? (isParsed ? Reach(.accessShare) : nil) }

  private var definition: SQL {
    var sql: SQL = sort == "p" ? "procedure" : "function"
    sql += " \(qualifiedName)(\(catalog: arguments))"
    if let result { sql += "\nreturns \(catalog: result)" }
    sql += "\nlanguage \(name: language)\(properties)"
    for type in transforms {
      sql += transforms.first == type ? "\ntransform" : ","
      sql += " for type \(catalog: type)"
    }
    for entry in configuration { sql += "\nset \(Configuration.assignment(entry))" }
    if isParsed { return sql + "\n\(catalog: body)" }
    sql += "\nas "
    if let library {
      sql += "\(literal: library), \(literal: body)"
    } else {
      sql += "\(body: body)"
    }
    return sql
  }

  private var properties: SQL {
    var sql = SQL()
    if sort == "w" { sql += " window" }
    switch volatility {
    case "i": sql += " immutable"
    case "s": sql += " stable"
    default: break
    }
    if isLeakproof { sql += " leakproof" }
    if isStrict { sql += " strict" }
    if isSecurityDefiner { sql += " security definer" }
    switch parallel {
    case "s": sql += " parallel safe"
    case "r": sql += " parallel restricted"
    default: break
    }
    if sort == "p" { return sql }
    let usualCost = language == "c" || language == "internal" ? "1" : "100"
    if cost != usualCost { sql += " cost \(catalog: cost)" }
    if rows != "0", rows != "1000" { sql += " rows \(catalog: rows)" }
    if let support { sql += " support \(catalog: support)" }
    return sql
  }
}
