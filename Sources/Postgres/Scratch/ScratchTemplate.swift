#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Makes the cluster that all scratch servers are copied from.
struct ScratchTemplate {
  let store: ScratchStore

  /// Empty databases that stand ready in every copy, so that the first needs no CREATE DATABASE.
  static let readyDatabases = ["scratch1", "scratch2"]

  /// All that decides what a template is; a change of it makes a new one.
  static var recipe: String { configuration + readyDatabases.joined() + "2" }

  /// A server that may lose everything: nothing is ever synced, only what a schema needs runs, and
  /// all files are in its folder, so that nothing stays of it wherever it is killed.
  ///
  /// Measured on PostgreSQL 15: `max_locks_per_transaction` costs start-up time (8192: 16 ms), so
  /// it is what one transaction that makes five thousand tables needs.
  private static let configuration = """
    listen_addresses = ''
    port = 5432
    max_connections = 20
    max_locks_per_transaction = 2048
    shared_buffers = 32MB
    huge_pages = off
    dynamic_shared_memory_type = mmap
    fsync = off
    synchronous_commit = off
    full_page_writes = off
    wal_level = minimal
    max_wal_senders = 0
    max_wal_size = 1GB
    wal_init_zero = off
    wal_recycle = off
    checkpoint_timeout = 1d
    autovacuum = off
    jit = off
    autovacuum_max_workers = 1
    max_worker_processes = 0
    max_parallel_workers = 0
    timezone = 'UTC'
    log_timezone = 'UTC'
    lc_messages = 'C'
    lc_monetary = 'C'
    lc_numeric = 'C'
    lc_time = 'C'
    default_text_search_config = 'pg_catalog.simple'
    logging_collector = off
    log_min_messages = fatal
    log_min_error_statement = panic

    """

  /// Makes it unless it is there; a second process that wants it waits for the first.
  func make() throws(DatabaseError) {
    if File.exists(store.template) { return }
    let lock = open(store.root + "/template.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw File.failure("cannot write to \(store.root)") }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { throw File.failure("cannot lock \(store.root)") }
    if File.exists(store.template) { return }

    store.removeForgotten()
    let making = store.root + "/making"
    let log = store.root + "/making.log"
    store.user.remove([making, log])
    try initialize(making, log: log)
    try configure(making)
    try makeDatabases(making, log: log)
    guard store.user.age(making), rename(making, store.template) == 0 else {
      throw File.failure("cannot make \(store.template)")
    }
  }

  private func initialize(_ directory: String, log: String) throws(DatabaseError) {
    // macOS has no C.UTF-8; there, C sorts the same way.
    for locale in ["C.UTF-8", "C"] {
      let arguments = [
        store.binaries.initdb, "--pgdata", directory, "--username", "postgres", "--auth", "trust",
        "--encoding", "UTF8", "--locale", locale, "--no-sync", "--wal-segsize", "1",
      ]
      if Program(arguments, as: store.user).run(log: log) == 0 { return }
    }
    throw failure("initdb failed", log: log)
  }

  private func configure(_ directory: String) throws(DatabaseError) {
    let path = directory + "/postgresql.conf"
    try File.write(Self.configuration, to: path)
    try File.write("", to: directory + "/postgresql.auto.conf")
  }

  /// In single-user mode, which needs no server to be started and stopped.
  private func makeDatabases(_ directory: String, log: String) throws(DatabaseError) {
    let statements = Self.readyDatabases.map { name -> SQL in
      "create database \(name: name) template template0"
    }
    let input = directory + "/make.sql"
    try File.write(statements.map { $0.text + ";\n" }.joined(), to: input)
    try store.user.own(input)
    let arguments = [store.binaries.postgres, "--single", "-D", directory, "postgres"]
    let status = Program(arguments, as: store.user).run(input: input, log: log)
    unlink(input)
    guard status == 0 else { throw failure("the scratch databases could not be made", log: log) }
  }

  private func failure(_ what: String, log: String) -> DatabaseError {
    DatabaseError(
      message: "a scratch server could not be set up: \(what)",
      detail: File.text(log).map(lastLines), hint: "the log is \(log)")
  }
}

/// The end of a log, as far as a person will read it.
func lastLines(_ log: String) -> String {
  log.split(whereSeparator: \.isNewline).suffix(5).joined(separator: "\n")
}
