import Postgres

/// One database while it is read: what was asked, and what has come of it so far.
struct Reading {
  /// Nil for one that is read from a record.
  let connection: Connection?
  var catalog: Catalog
  var edges = DependencyReader()
  var notCompared: [String: Int] = [:]
  var cluster: Set<ObjectID> = []
  /// The role that asks.
  var user = ""
  private var kinds: Set<KindName> = []
  private let settings: SQL
  private let joinsTransaction: Bool
  private var questions: [Question]
  /// The places of `questions` among all that could be asked.
  private var numbers: [Int]
  /// The answers, where they are to be kept.
  private var record: PackedWriter?
  private var finished: Snapshot?

  init(
    of connection: Connection, searchPath: String = "", isRecorded: Bool = false
  ) throws(DatabaseError) {
    let version = ServerVersion(connection.serverVersion)
    guard version >= SnapshotReader.oldest else {
      throw DatabaseError(
        message: "PostgreSQL \(version.major) is too old: its catalogs are read from "
          + "version \(SnapshotReader.oldest.major) on")
    }
    self.connection = connection
    catalog = Catalog(version: version, searchPath: searchPath)
    joinsTransaction = connection.transactionStatus != .idle
    questions = Question.all(version)
    numbers = Array(questions.indices)
    record = isRecorded ? PackedWriter() : nil
    // Compiling takes longer than the queries do, however dear they look to the planner.
    settings = """
      select set_config('search_path', \(literal: searchPath), true),
        set_config('quote_all_identifiers', 'off', true),
        set_config('extra_float_digits', '1', true),
        set_config('intervalstyle', 'postgres', true),
        set_config('datestyle', 'ISO, YMD', true),
        set_config('row_security', 'off', true),
        set_config('jit', 'off', true)
      """
  }

  /// Takes answers that were recorded; nil where they make no sense.
  init?(recorded packed: inout PackedReader) throws {
    guard let number = packed.number() else { return nil }
    let version = ServerVersion(number)
    connection = nil
    catalog = Catalog(version: version, searchPath: "")
    joinsTransaction = false
    questions = Question.all(version)
    numbers = Array(questions.indices)
    settings = ""
    guard let count = packed.number() else { return nil }
    for _ in 0..<max(0, count) {
      guard let number = packed.number(), questions.indices.contains(number),
        let result = Result(recorded: &packed)
      else { return nil }
      try questions[number].take(result, &self)
    }
  }

  /// What `init(recorded:)` reads: the version, how many answers, and each with its number.
  var recorded: [UInt8] {
    var packed = PackedWriter()
    packed.add(catalog.version.number)
    packed.add(questions.count)
    packed.append(record?.bytes ?? [])
    return packed.bytes
  }

  private var begin: SQL {
    joinsTransaction
      ? "savepoint schemashell_snapshot" : "begin isolation level repeatable read read only"
  }

  private var end: SQL {
    joinsTransaction ? "rollback to savepoint schemashell_snapshot" : "rollback"
  }

  /// Begins, and asks which kinds there are any of.
  var opening: [SQL] {
    let traces = traces
    return [begin, settings] + (traces.isEmpty ? [] : [Question.glance(at: traces)])
  }

  /// What the glance looks for, each once.
  private var traces: [SQL] {
    var seen: Set<SQL> = []
    return questions.compactMap(\.trace).filter { seen.insert($0).inserted }
  }

  /// Takes the answers to `opening`: what leaves no trace is not asked for.
  mutating func glance(_ index: Int, _ result: borrowing Result) throws {
    guard index == 2 else { return }
    let traces = traces
    let found = try result.rows { row in traces.filter { _ in row.bool() } }
    let present = Set(found.flatMap(\.self))
    numbers.removeAll { questions[$0].trace.map { !present.contains($0) } ?? false }
    questions.removeAll { question in question.trace.map { !present.contains($0) } ?? false }
  }

  /// Asks, and ends the transaction.
  var queries: [SQL] { questions.map(\.query) + [end] }

  /// Takes the answers to `queries`.
  mutating func take(_ index: Int, _ result: borrowing Result) throws {
    guard index < questions.count else {
      // Now, while another server may still be at work.
      finished = assembled()
      return
    }
    if var kept = record.take() {
      kept.add(numbers[index])
      result.record(in: &kept)
      record = kept
    }
    try questions[index].take(result, &self)
  }

  /// Leaves the connection as it was found.
  func abandon() {
    guard let connection else { return }
    try? connection.finishPipeline { _, _ in }
    if joinsTransaction || connection.transactionStatus != .idle { _ = try? connection.run(end) }
  }

  /// Takes the rows of a kind's query.
  mutating func take<Kind: SchemaObject>(_ kind: Kind.Type, _ result: borrowing Result) throws {
    let (count, rows) = (catalog.objects.count, result.rowCount)
    catalog.reserve(rows)
    edges.reserve(rows)
    // Children of one parent come one after the other.
    var known: ObjectID?
    try result.forEachRow { row in
      let address = Address(row.oid(), row.oid(), Int32(row.int()))
      if catalog.isExtensionMember(address) { return }
      guard let object = Kind(&row, &catalog) else { return }
      let parent = object.parent
      // A child whose parent is not read (an extension's table) is not read either.
      if let parent, parent != known {
        if !catalog.contains(parent) { return }
        known = parent
      }
      catalog.add(object, at: address, isASCII: row.isASCII)
      edges.note(object, parent)
    }
    if catalog.objects.count > count { kinds.insert(kind.kind) }
  }

  mutating func finish() -> Snapshot { finished.take() ?? assembled() }

  /// What was read; nothing else is kept.
  private mutating func assembled() -> Snapshot {
    defer {
      catalog = Catalog(version: catalog.version, searchPath: "")
      edges = DependencyReader()
    }
    let found = edges.resolve(in: catalog)
    return Snapshot(
      version: catalog.version, objects: catalog.objects, dependencies: found.needs,
      carriers: found.carriers, rowUsers: found.rowUsers,
      notCompared: notCompared.merging(catalog.unread) { $0 + $1 }, cluster: cluster, user: user,
      kinds: kinds, beyondASCII: catalog.beyondASCII)
  }
}
