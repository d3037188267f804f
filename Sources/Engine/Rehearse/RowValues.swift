import Postgres

/// Values of every type, made from a row's number `i`.
///
/// What a built-in type needs is known; arrays, ranges, composite types and enums are put together
/// from their parts. For any other type, and where a domain has conditions, values are tried out.
struct RowValues {
  private struct TypeFacts {
    /// As the server writes it.
    let title: String
    /// As `pg_type.typtype`.
    let sort: Character
    let name: String
    let isBuiltIn: Bool
    let element: UInt32
    let base: UInt32
    let baseModifier: Int
    let hasConditions: Bool
    let labels: Int
    let fields: [UInt32]
  }

  private let connection: Connection
  private var types: [UInt32: TypeFacts] = [:]
  private var tried: [String: Bool] = [:]

  init(_ connection: Connection) throws(DatabaseError) {
    self.connection = connection
    try connection.run(
      """
      select t.oid, format_type(t.oid, null), t.typtype, t.typname, t.oid < 16384,
        case when t.typcategory = 'A' and t.typsubscript = 'array_subscript_handler'::regproc
          then t.typelem
          when t.typtype = 'r' then (select rngsubtype from pg_range where rngtypid = t.oid)
          when t.typtype = 'm' then (select rngtypid from pg_range where rngmultitypid = t.oid)
          else 0 end,
        t.typbasetype, t.typtypmod,
        exists (select from pg_constraint where contypid = t.oid),
        (select count(*) from pg_enum where enumtypid = t.oid),
        array(select atttypid from pg_attribute where attrelid = t.typrelid and attnum > 0
          and not attisdropped and t.typtype = 'c' order by attnum)
      from pg_type t where t.typtype <> 'p' and (t.typrelid = 0 or t.typrelid >= 16384)
      """
    ).forEachRow { row in
      types[row.oid()] = TypeFacts(
        title: row.text(), sort: row.character(), name: row.text(), isBuiltIn: row.bool(),
        element: row.oid(), base: row.oid(), baseModifier: row.int(), hasConditions: row.bool(),
        labels: row.int(), fields: row.oidArray())
    }
  }

  func title(of type: UInt32) -> String { types[type]?.title ?? "?" }

  /// Expressions for a column, of which any may do, the plainest first; none where nothing is known.
  mutating func candidates(
    for column: RowCatalog.Column, literals: [String], isCompared: Bool = false
  ) throws(DatabaseError) -> [SQL] {
    var found: [SQL] = []
    if let plain = try plainest(column.type, column.modifier) { found.append(plain) }
    // One of two columns that a condition compares is the greater.
    if isCompared, let later = value(column.type, column.modifier, "(i + 7)", depth: 0) {
      let cast: SQL = "(\(later))::\(try formatted(column.type, column.modifier))"
      if try isValue(cast) { found.append(cast) }
    }
    if let usual = column.defaultValue {
      if column.isUnique { found.append(usual) } else { found.insert(usual, at: 0) }
    }
    let type = try formatted(column.type, column.modifier)
    for literal in literals + (literals.isEmpty ? [] : Self.common) {
      let value: SQL = "\(literal: literal)::\(type)"
      if try isValue(value) { found.append(value) }
    }
    if !column.isNotNull, !literals.isEmpty { found.append("null::\(type)") }
    return found
  }

  /// What conditions often ask for and do not name.
  private static let common = [
    "1", "2", "10", "100", "a", "ab", "abc", "A", "AB", "ABC", "a@b.org",
  ]

  private func formatted(_ type: UInt32, _ modifier: Int) throws(DatabaseError) -> SQL {
    let text = try connection.run(
      "select format_type(\(literal: Int(type)), \(literal: modifier))"
    ).string(0, 0)
    return SQL(trusted: text)
  }

  private mutating func plainest(_ type: UInt32, _ modifier: Int) throws(DatabaseError) -> SQL? {
    guard let facts = types[type] else { return nil }
    let title = try formatted(type, modifier)
    if let value = value(type, modifier, "i", depth: 0) {
      let cast: SQL = "(\(value))::\(title)"
      if !needsTrial(type) { return cast }
      if try isValue(cast) { return cast }
    }
    // A domain's own conditions name values, too; any other type may take some common text.
    var texts = Self.texts
    if facts.sort == "d" { texts = try domainLiterals(type) + Self.common + texts }
    for text in texts {
      let value: SQL = "\(literal: text)::\(title)"
      if try isValue(value) { return value }
    }
    return nil
  }

  private static let texts = [
    "1", "a", "", "{}", "[1]", "[1,2]", "[1,2,3]", "(0,0)", "POINT(1 1)", "0/0", "1.0.0",
  ]

  private func domainLiterals(_ type: UInt32) throws(DatabaseError) -> [String] {
    let conditions = try connection.run(
      "select pg_get_expr(conbin, 0) from pg_constraint where contypid = \(literal: Int(type))"
    ).rows { $0.optionalText() ?? "" }
    return conditions.flatMap {
      RowCatalog.Check(columns: [], condition: SQL(trusted: $0)).literals
    }
  }

  /// Whether its values may be refused although their type is right.
  private func needsTrial(_ type: UInt32) -> Bool {
    guard let facts = types[type] else { return true }
    if facts.sort == "d" { return facts.hasConditions || needsTrial(facts.base) }
    if facts.element != 0 { return needsTrial(facts.element) }
    if facts.sort == "c" { return facts.fields.contains(where: needsTrial) }
    return facts.sort == "b" && !facts.isBuiltIn && facts.element == 0
  }

  /// Whether the server takes it, for the first rows.
  private mutating func isValue(_ value: SQL) throws(DatabaseError) -> Bool {
    if let known = tried[value.text] { return known }
    var isTaken = false
    do throws(DatabaseError) {
      // `case` keeps the planner from working it out for no row at all.
      try connection.run(
        "select count(\(value)) from generate_series(1, 100) i")
      isTaken = true
    } catch {
      guard !connection.isLost else { throw error }
    }
    tried[value.text] = isTaken
    return isTaken
  }

  private func value(
    _ type: UInt32, _ modifier: Int, _ i: SQL, depth: Int
  ) -> SQL? {
    guard let facts = types[type], depth < 8 else { return nil }
    let title = SQL(trusted: facts.title)
    func part(_ type: UInt32, _ i: SQL, modifier: Int = -1) -> SQL? {
      value(type, modifier, i, depth: depth + 1)
    }
    switch facts.sort {
    case "e":
      guard facts.labels > 0 else { return nil }
      return "(enum_range(null::\(title)))[1 + \(i) % \(literal: facts.labels)]"
    case "d": return part(facts.base, i, modifier: facts.baseModifier)
    case "c":
      let fields = facts.fields.map { part($0, i) ?? "null" }
      return "row(\(fields.joined()))::\(title)"
    case "r":
      guard let low = part(facts.element, i), let high = part(facts.element, "(\(i) + 1)"),
        let subtype = types[facts.element]?.title
      else { return nil }
      let cast = SQL(trusted: subtype)
      return "\(title)((\(low))::\(cast), (\(high))::\(cast))"
    case "m":
      guard let range = part(facts.element, i) else { return nil }
      return "\(title)(\(range))"
    default: break
    }
    if facts.element != 0 {
      guard let element = part(facts.element, i), let item = types[facts.element]?.title else {
        return nil
      }
      return "array[(\(element))::\(SQL(trusted: item))]"
    }
    return facts.isBuiltIn ? Self.builtIn(facts.name, modifier, i) : nil
  }

  private static func builtIn(_ name: String, _ modifier: Int, _ i: SQL) -> SQL? {
    switch name {
    case "int2": return "\(i) % 32000"
    case "int4", "int8", "oid", "float4", "float8": return i
    case "numeric":
      guard modifier >= 4 else { return i }
      let (precision, scale) = ((modifier - 4) >> 16 & 0xffff, (modifier - 4) & 0x7ff)
      let whole = min(max(0, precision - scale), 9)
      let limit = (0..<whole).reduce(1) { value, _ in value * 10 }
      return "\(i) % \(literal: limit)"
    case "money": return "\(i)::numeric::money"
    case "text", "varchar", "bpchar", "name":
      let width = name == "text" || name == "name" ? 64 : modifier < 4 ? 64 : modifier - 4
      guard width < 10 else { return "'row ' || \(i)" }
      return "right(lpad(\(i)::text, 10, '0'), \(literal: width))"
    case "char": return "chr(65 + \(i) % 26)"
    case "bool": return "\(i) % 2 = 0"
    case "date": return "date '2020-01-01' + \(i)"
    case "timestamp": return "timestamp '2020-01-01' + \(i) * interval '1 hour'"
    case "timestamptz": return "timestamptz '2020-01-01 00:00Z' + \(i) * interval '1 hour'"
    case "time", "timetz": return "time '00:00' + \(i) * interval '1 second'"
    case "interval": return "\(i) * interval '1 minute'"
    case "uuid": return "md5(\(i)::text)::uuid"
    case "json", "jsonb": return "jsonb_build_object('row', \(i))"
    case "bytea": return "decode(md5(\(i)::text), 'hex')"
    case "inet", "cidr": return "inet '10.0.0.0' + \(i)"
    case "macaddr": return "'08002b' || lpad(to_hex(\(i) % 16777216), 6, '0')"
    case "macaddr8": return "'08002b0102' || lpad(to_hex(\(i) % 16777216), 6, '0')"
    case "bit", "varbit": return "\(i)::bit(32)"
    case "point": return "point(\(i), \(i))"
    case "box": return "box(point(0, 0), point(\(i), \(i)))"
    case "circle": return "circle(point(0, 0), \(i))"
    case "lseg": return "lseg(point(0, 0), point(\(i), 1))"
    case "line": return "line(point(0, 0), point(\(i), 1))"
    case "path": return "path(polygon(box(point(0, 0), point(\(i), 1))))"
    case "polygon": return "polygon(box(point(0, 0), point(\(i), 1)))"
    case "xml": return "'<row>' || \(i) || '</row>'"
    case "tsvector": return "to_tsvector('simple', 'row' || \(i))"
    case "tsquery": return "'row' || \(i)"
    case "pg_lsn": return "pg_lsn '0/0' + \(i)"
    case "jsonpath": return "'$.row'"
    case "regclass": return "'pg_class'"
    case "regtype": return "'int4'"
    case "regproc": return "'now'"
    default: return nil
    }
  }
}
