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
  /// What follows `select`.
  let settings: SQL
  private let joinsTransaction: Bool
  /// True where another session may take a share.
  private let mayShare: Bool
  private let isRecorded: Bool
  /// Addresses to look up when all is read, and what answers for each.
  private let wanted: Set<Address>
  private(set) var located: [Address: ObjectID] = [:]
  private let searchPath: String
  /// A second session, where there is one, and the numbers of the questions that it was asked.
  var helper: Connection?
  var lent: Set<Int> = []
  private(set) var questions: [Question]
  /// The question whose answer is taken next, and answers to later ones.
  private var next = 0
  private var early: [Int: EarlyAnswer] = [:]
  /// The places of `questions` among all that could be asked.
  private(set) var numbers: [Int]
  /// The answers, where they are to be kept.
  private var record: PackedWriter?
  private var finished: Snapshot?

  init(
    of connection: Connection, searchPath: String = "", isRecorded: Bool = false,
    mayShare: Bool = false, locating wanted: Set<Address> = []
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
    // What a transaction has changed is seen by no other one.
    self.mayShare = mayShare && !joinsTransaction
    self.isRecorded = isRecorded
    self.wanted = wanted
    self.searchPath = searchPath
    questions = Question.all(version)
    numbers = Array(questions.indices)
    record = isRecorded ? PackedWriter() : nil
    // Compiling takes longer than the queries do, however dear they look to the planner. The time
    // zone and the output of bytes show in constants.
    settings = """
      set_config('search_path', \(literal: searchPath), true),
        set_config('quote_all_identifiers', 'off', true),
        set_config('extra_float_digits', '1', true),
        set_config('intervalstyle', 'postgres', true),
        set_config('datestyle', 'ISO, YMD', true),
        set_config('timezone', 'UTC', true),
        set_config('bytea_output', 'hex', true),
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
    (joinsTransaction, mayShare, isRecorded, searchPath) = (false, false, false, "")
    wanted = []
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

  /// The same once more over one session, where two of them failed; nil where one would, too.
  func alone(after error: any Error) -> Reading? {
    let canceled = "57014"
    guard mayShare, let connection, !connection.isLost,
      (error as? DatabaseError)?.sqlstate != canceled
    else { return nil }
    return try? Reading(
      of: connection, searchPath: searchPath, isRecorded: isRecorded, locating: wanted)
  }

  var begin: SQL {
    joinsTransaction
      ? "savepoint schemashell_snapshot" : "begin isolation level repeatable read read only"
  }

  var end: SQL {
    joinsTransaction ? "rollback to savepoint schemashell_snapshot" : "rollback"
  }

  /// Which answer to `opening` tells whether a second session is worth it.
  static let stateIndex = 1

  /// Begins, and asks which kinds there are any of.
  var opening: [SQL] {
    [begin, "select \(state), \(settings)", Question.glance(at: traces)]
  }

  /// Where the catalogs are large, a name by which another session may see the same state.
  private var state: SQL {
    guard mayShare, let connection else { return "null" }
    return """
      case when pg_relation_size('pg_catalog.pg_attribute')
        >= \(literal: Self.sharedSize(connection)) then pg_export_snapshot() end
      """
  }

  /// What the glance looks for, each once.
  private var traces: [Question.Trace] {
    var seen: Set<SQL> = []
    return questions.compactMap { question in
      question.trace.flatMap { seen.insert($0).inserted ? $0 : nil }
        .map { Question.Trace(rows: $0, isScanned: question.traceIsScanned) }
    }
  }

  /// Takes the answers to `opening`: what leaves no trace is not asked for.
  mutating func glance(_ index: Int, _ result: borrowing Result) throws {
    if index == Self.stateIndex {
      var state: String?
      try result.forEachRow { row in state = row.optionalText() }
      if let state { lend(seeing: state) }
    }
    guard index == 2 else { return }
    let traces = traces
    var present: Set<SQL> = []
    try result.forEachRow { row in
      present = Set(traces.filter { _ in row.bool() }.map(\.rows))
    }
    numbers.removeAll { number in
      !lent.contains(number) && questions[number].trace.map { !present.contains($0) } ?? false
    }
    questions = numbers.map { questions[$0] }
  }

  /// Asks, and ends the transaction.
  var queries: [SQL] { questions.map(\.query) + [end] }

  /// Takes one of the answers to `queries`, whichever comes first.
  mutating func receive(_ index: Int, _ result: consuming Result) throws {
    guard index == next else {
      early[index] = EarlyAnswer(result)
      return
    }
    try take(index, result)
    next += 1
    while let result = early.removeValue(forKey: next)?.take() {
      try take(next, result)
      next += 1
    }
  }

  private mutating func take(_ index: Int, _ result: borrowing Result) throws {
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
    helper?.canceller.cancel()
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
    var known: (id: ObjectID, place: Int)?
    try result.forEachRow { row in
      let address = Address(&row)
      if catalog.isExtensionMember(address) { return }
      catalog.address = address
      guard let object = Kind(&row, &catalog) else { return }
      let parent = object.parent
      // A child whose parent is not read (an extension's table) is not read either.
      if let parent, parent != known?.id {
        guard let place = catalog.objects.place(of: parent) else { return }
        known = (parent, place)
      }
      let named = Named(object: object, id: object.id)
      let place = catalog.add(named, at: address, isASCII: row.isASCII)
      edges.note(object, at: place, parent: parent == nil ? nil : known?.place)
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
    catalog.settle()
    let found = edges.resolve(in: catalog)
    for address in wanted {
      located[address] = catalog.answering(for: address).map { catalog.objects.keys[$0] }
    }
    return Snapshot(
      version: catalog.version, objects: catalog.objects, needs: found.needs,
      carriers: found.carriers, rowUsers: found.rowUsers,
      notCompared: notCompared.merging(catalog.unread) { $0 + $1 }, cluster: cluster, user: user,
      kinds: kinds, beyondASCII: catalog.beyondASCII)
  }
}
