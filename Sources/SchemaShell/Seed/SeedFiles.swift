import Engine
import Lang
import Postgres

/// The files that `seed` was given, sorted by what they are.
struct SeedFiles {
  /// Rows in JSON or CSV.
  private(set) var rows: [Source] = []
  /// Statements.
  private(set) var scripts: [Source] = []
  private let interpreter: Interpreter

  init(_ call: CommandCall, _ interpreter: Interpreter) throws {
    self.interpreter = interpreter
    let access = ModelAccess(interpreter)
    for argument in call.all("path") {
      let path = try argument.text()
      guard access.exists(path) else {
        throw ScriptFailure("there is no file or folder \(path)", at: argument.location)
      }
      guard access.isFolder(path) else {
        guard try add(path, access) else {
          throw ScriptFailure(
            "\(path) is no seed", at: argument.location,
            hint: "rows stand in .json or .csv, statements in .sql or .schema")
        }
        continue
      }
      let folder = path.hasSuffix("/") ? path : path + "/"
      var found = false
      for name in try access.list(path).sorted() where !name.hasPrefix(".") {
        found = try !access.isFolder(folder + name) && add(folder + name, access) || found
      }
      guard found else {
        throw ScriptFailure("the folder \(path) holds no seed", at: argument.location)
      }
    }
  }

  /// False for what is no seed by its name.
  private mutating func add(_ path: String, _ access: ModelAccess) throws -> Bool {
    if path.hasSuffix(".json") || path.hasSuffix(".csv") {
      rows.append(Source(name: path, bytes: try access.read(path), kind: .foreign))
    } else if path.hasSuffix(".sql") || path.hasSuffix(".schema") {
      scripts.append(Source(name: path, bytes: try access.read(path)))
    } else {
      return false
    }
    return true
  }

  // MARK: - Rows

  /// The rows of every file, ready to be inserted. Rows of CSV are handed to the server for it.
  func batches(_ snapshot: Snapshot, _ connection: Connection) throws -> [SeedBatch] {
    try rows.flatMap { source in
      source.name.hasSuffix(".csv")
        ? try csv(source, snapshot, connection) : try json(source, snapshot)
    }
  }

  /// What the file is called, without folder and suffix: a table.
  private func name(of source: Source) -> String {
    let file = source.name[
      (source.name.lastIndex(of: "/").map(source.name.index(after:))
        ?? source.name.startIndex)...]
    return String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
  }

  private func json(_ source: Source, _ snapshot: Snapshot) throws -> [SeedBatch] {
    var reader = SeedJSON(source) { try interpreter.value(ofJSON: $0).textValue ?? "" }
    return try reader.tables(unnamed: name(of: source)).flatMap { list -> [SeedBatch] in
      let table = try SeedTable(list.table, at: list.place, snapshot)
      var order: [[String]] = []
      var batches: [[String]: [SeedBatch.Row]] = [:]
      for row in list.rows {
        let columns = row.columns.map(\.name)
        try table.require(row.columns)
        let key = columns.sorted()
        if batches[key] == nil { order.append(key) }
        batches[key, default: []].append(.init(place: row.place, content: row.content))
      }
      return order.map {
        SeedBatch(table: table, columns: $0, rows: batches[$0] ?? [], staged: nil)
      }
    }
  }

  private func csv(
    _ source: Source, _ snapshot: Snapshot, _ connection: Connection
  ) throws -> [SeedBatch] {
    let file = try SeedCSV(source)
    let table = try SeedTable(
      name(of: source), at: Location(source, Span(0, 1)), snapshot)
    guard !file.header.isEmpty else { return [] }
    try table.require(file.header)
    let number = rows.firstIndex { $0 === source } ?? 0
    let staged = try file.stage(for: table, as: "schemashell_seed_\(number)", on: connection)
    return [
      SeedBatch(
        table: table, columns: file.header.map(\.name),
        rows: file.rows.map { .init(place: $0, content: "") }, staged: staged)
    ]
  }
}

/// A table that rows go into.
struct SeedTable {
  let id: ObjectID
  /// In their order.
  let columns: [Column]

  /// `author`, `billing.invoice`, or a name that holds a point itself.
  init(_ name: String, at place: Location, _ snapshot: Snapshot) throws {
    let tables = snapshot.all(Table.self).map(\.id)
    let found = tables.filter {
      $0.names == ["public", name] || $0.names.joined(separator: ".") == name
    }
    guard let id = found.first, found.count == 1 else {
      let spoken = tables.map { ($0.names[0] == "public" ? [$0.name] : $0.names) }
      throw ScriptFailure(
        found.isEmpty ? "there is no table \"\(name)\"" : "\"\(name)\" may be several tables",
        at: place,
        hint: Suggestion.hint(for: name, in: spoken.map { $0.joined(separator: ".") }))
    }
    self.id = id
    columns = snapshot.all(Column.self).filter { $0.table == id }
      .sorted { $0.position < $1.position }
  }

  var title: String { Array(id.names.drop { $0 == "public" }).joined(separator: ".") }

  func column(_ name: String) -> Column? { columns.first { $0.id.name == name } }

  /// Each is a column, and said once.
  func require(_ names: [SeedJSON.Name]) throws {
    var seen: Set<String> = []
    for name in names {
      guard column(name.name) != nil else {
        throw ScriptFailure(
          "the table \(title) has no column \"\(name.name)\"", at: name.place,
          hint: Suggestion.hint(for: name.name, in: columns.map(\.id.name)))
      }
      guard seen.insert(name.name).inserted else {
        throw ScriptFailure("the column \"\(name.name)\" is there twice", at: name.place)
      }
    }
  }
}

/// Rows of one file for one table that have the same columns.
struct SeedBatch {
  struct Row {
    let place: Location
    /// The row in JSON; nothing where the rows are staged.
    let content: String
  }

  let table: SeedTable
  let columns: [String]
  let rows: [Row]
  /// The temporary table that the server keeps the rows in.
  let staged: SQL?
}
