package import Lang
import Postgres

/// What a statement gave, as a script holds it: rows, or only how many were touched.
///
/// ```
/// let old = select tablename from pg_tables where schemaname = 'public';
/// for row in old { print row.tablename }
/// ```
package final class Rows: HostObject {
  package struct Column: Sendable {
    package var name: String
    package var type: UInt32
  }

  package let columns: [Column]
  package let cells: [[String?]]
  /// `INSERT 0 3`.
  package let tag: String
  private let affected: Int?

  init(_ result: borrowing Result) {
    let names = result.columnNames
    columns = names.indices.map { Column(name: names[$0], type: result.typeOID($0)) }
    let count = result.columnCount
    var cells: [[String?]] = []
    cells.reserveCapacity(result.rowCount)
    for row in 0..<result.rowCount {
      cells.append((0..<count).map { result.optionalString(row, $0) })
    }
    self.cells = cells
    tag = result.commandTag
    affected = result.affectedRows
  }

  package init(columns: [Column], cells: [[String?]], tag: String = "") {
    self.columns = columns
    self.cells = cells
    self.tag = tag
    affected = cells.count
  }

  /// The result of a COPY.
  static func copied(_ count: Int?) -> Rows {
    Rows(columns: [], cells: [], tag: "COPY \(count ?? 0)")
  }

  package var hasColumns: Bool { !columns.isEmpty || tag.hasPrefix("SELECT") }

  package var table: TableModel {
    TableModel(
      columns: columns.map { .init($0.name, SQLType.content($0.type)) }, rows: cells)
  }

  /// The rows as a list of ours, whose columns have names in a script and headings on the screen:
  /// `member_of` stands below "Member of".
  func list(titled title: String) -> TableModel {
    var table = table
    table.title = title
    table.columns = table.columns.map { column in
      let words = column.name.replacing("_", with: " ")
      return .heading(words.prefix(1).uppercased() + words.dropFirst(), column.content)
    }
    return table
  }

  package var typeName: String { "rows" }

  package var display: String {
    guard hasColumns else { return tag }
    return table.lines(as: .table).dropLast().joined(separator: "\n")
  }

  package var memberNames: [String] { ["columns", "count", "first", "tag", "value"] }

  package func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "count": return .int(hasColumns ? cells.count : affected ?? 0)
    case "columns": return .list(columns.map { Value($0.name) })
    case "tag": return Value(tag)
    case "first": return cells.isEmpty ? .null : row(0)
    case "value": return try singleValue()
    default: return nil
    }
  }

  package func element(_ key: Value, _ interpreter: Interpreter) throws -> Value? {
    guard let place = key.intValue else { return nil }
    let index = place < 0 ? cells.count + place : place
    return cells.indices.contains(index) ? row(index) : nil
  }

  package func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? {
    RowIterator(self)
  }

  func row(_ index: Int) -> Value { .host(Row(self, index)) }

  private func singleValue() throws -> Value {
    guard let first = cells.first, let column = columns.first else { return .null }
    guard cells.count == 1, columns.count == 1 else {
      throw ScriptFailure(
        "`value` needs one row of one column, and here are \(cells.count) of \(columns.count)")
    }
    return SQLValue.value(first[0], type: column.type)
  }

  /// The only column, as a list: what `= any(${rows})` means.
  func column(at location: Location) throws -> Value {
    guard let column = columns.first, columns.count == 1 else {
      throw ScriptFailure("only rows of one column have a form in SQL", at: location)
    }
    return .list(cells.map { SQLValue.value($0[0], type: column.type) })
  }
}

private final class RowIterator: HostIterator {
  private let rows: Rows
  private var next = 0

  init(_ rows: Rows) { self.rows = rows }

  func next(_ interpreter: Interpreter) throws -> Value? {
    guard next < rows.cells.count else { return nil }
    defer { next += 1 }
    return rows.row(next)
  }
}

/// One row: its columns are its members.
package final class Row: HostObject {
  private let rows: Rows
  private let index: Int

  init(_ rows: Rows, _ index: Int) {
    self.rows = rows
    self.index = index
  }

  package var typeName: String { "row" }

  package var display: String {
    let pairs = zip(rows.columns, rows.cells[index]).map { column, cell in
      "\(column.name): \(cell ?? "null")"
    }
    return "{" + pairs.joined(separator: ", ") + "}"
  }

  package var memberNames: [String] { rows.columns.map(\.name) }

  package var identity: Value? {
    .list(rows.columns.indices.map(value))
  }

  package func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    rows.columns.firstIndex { $0.name == name }.map(value)
  }

  package func element(_ key: Value, _ interpreter: Interpreter) throws -> Value? {
    if let name = key.textValue { return try member(name, interpreter) }
    guard let place = key.intValue else { return nil }
    let column = place < 0 ? rows.columns.count + place : place
    return rows.columns.indices.contains(column) ? value(column) : nil
  }

  package func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? {
    CellIterator(rows.columns.indices.map(value))
  }

  private func value(_ column: Int) -> Value {
    SQLValue.value(rows.cells[index][column], type: rows.columns[column].type)
  }
}

private final class CellIterator: HostIterator {
  private var rest: ArraySlice<Value>

  init(_ values: [Value]) { rest = values[...] }

  func next(_ interpreter: Interpreter) throws -> Value? { rest.popFirst() }
}
