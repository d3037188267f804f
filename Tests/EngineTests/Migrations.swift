import Engine
import Postgres

/// Migrations made of plain SQL, for tests of what runs them.
struct SQLMigrations {
  var migrations: [Migration] = []
  /// Called before each statement; it may throw, or do something to the connection.
  var before: (Migration, MigrationStatement, Connection) throws -> Void = { _, _, _ in }

  static func block(
    _ sort: MigrationBlock.Sort, _ statements: [String], transactional: Bool = true
  ) -> (MigrationBlock.Sort, [String], Bool) {
    (sort, statements, transactional)
  }

  mutating func add(
    _ version: Int, _ blocks: (MigrationBlock.Sort, [String], Bool)..., name: String = "test"
  ) {
    var number = 0
    let made = blocks.map { sort, statements, isTransactional in
      MigrationBlock(
        sort: sort, isTransactional: isTransactional,
        statements: statements.map { text in
          number += 1
          return MigrationStatement(
            text: text, place: "\(version):\(number)", number: number)
        })
    }
    migrations.append(
      Migration(
        file: MigrationFile(version: version, name: name), blocks: made,
        source: blocks.map { $0.1.joined(separator: ";\n") }.joined(separator: "\n")))
  }

  var perform: PerformStatement {
    { [before] migration, statement, connection in
      try before(migration, statement, connection)
      try connection.run(SQL(trusted: statement.text))
    }
  }

  @discardableResult
  func upgrade(
    to target: Int? = nil, on connection: Connection, options: Runner.Options = .init(),
    report: @escaping (Runner.Event) -> Void = { _ in }
  ) throws -> [Int] {
    try Runner.upgrade(
      migrations, to: target, on: connection, options: options, report: report, perform: perform)
  }

  @discardableResult
  func downgrade(
    to target: Int? = nil, on connection: Connection
  ) throws -> [Int] {
    try Runner.downgrade(migrations, to: target, on: connection, perform: perform)
  }
}

/// What a run ends with; nil when it goes well.
func failing(_ body: () throws -> [Int]) -> MigrationFailure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? MigrationFailure
  }
}

extension MigrationFailure {
  var sqlstate: String? {
    switch reason {
    case .statement(_, let failure): failure.sqlstate
    case .commit(let error): error.sqlstate
    case .other(let error): (error as? DatabaseError)?.sqlstate
    case .refused: nil
    }
  }

  /// The refusal in one word.
  var refusal: String? {
    guard case .refused(let refusal) = reason else { return nil }
    switch refusal {
    case .openTransaction: return "open transaction"
    case .changed(let changed): return "changed \(changed.map(\.migration.version))"
    case .outOfOrder(let late, let applied): return "late \(late.map(\.version)) after \(applied)"
    case .unknownVersion(let version, _): return "unknown \(version)"
    case .wrongWay(let version, let current): return "\(version) from \(current)"
    case .noDowngrade(let migrations): return "no way back from \(migrations.map(\.version))"
    case .missingFiles(let events): return "missing \(events.map(\.version))"
    case .halfway(let event): return "halfway \(event.direction) \(event.version)"
    }
  }
}

func tables(_ connection: Connection) throws -> [String] {
  try connection.run(
    """
    select relname from pg_class where relkind = 'r' and relnamespace = 2200 order by 1
    """
  ).rows { $0.text() }
}

func versions(_ connection: Connection) throws -> [Int] {
  try MigrationHistory.read(connection).applied.map(\.version)
}
