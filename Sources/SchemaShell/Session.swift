import Engine
package import Lang
package import Postgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the commands work on: the host behind one interpreter.
///
/// It owns the connections, says how results are shown and where they go, and knows who can be
/// asked. Commands reach it through `interpreter.session`.
package final class Session {
  package var console: Console
  package var connections = Connections()
  /// How results are shown.
  package var format = TableFormat.table
  package var nullText = ""
  /// Rows alone are printed, without heads and counts.
  var printsRowsOnly = false
  /// The word that ends what pg_dump's `\restrict` began: until then nothing but SQL.
  var restriction: String?
  /// What is said behind the failure that ends a script.
  package var closingNotes: [Diagnostic] = []
  package var showsTiming = false
  /// A person is typing: results of statements without rows are shown, questions asked.
  package var isInteractive = false
  /// `--yes`: no question is asked, the answer is yes.
  package var assumesYes = false
  /// The plan that is walked through.
  package var steps: Steps?
  /// The history, oldest first, where somebody keeps one.
  package var entries: (() -> [String])?
  /// What the prompt is to run next, as if it had been typed.
  var pendingEntry: String?
  /// What `\g` and `\watch` run again.
  var lastStatement: ForeignCall?
  /// What `\errverbose` tells all about.
  var lastFailure: ScriptFailure?
  /// Where results went before `\o FILE`.
  var consoleBefore: Console?
  /// Set by `quit`.
  package var isQuitting = false
  /// What the database shall be, once it is loaded.
  package var model: LoadedModel?
  /// The models with what a script has declared since, not applied yet.
  var declared: ModelFiles?
  /// Where it is kept what models and databases said when they last agreed; nil keeps nothing.
  package var stateFolder: String?
  /// Where models that were read back are kept; nil keeps nothing.
  package var cacheFolder: String?
  /// What a person has said about likely renames, so that nobody is asked twice.
  var decidedRenames: [Rename: Bool] = [:]
  /// Where models are read from when none is loaded.
  var modelPaths = ["models"]
  /// The status that a run without a failure ends with: 4 for differences that were asked for.
  package var status = 0
  /// Whether a connection may be opened at all, and called before the first one is.
  package var mayConnect = true
  package var willConnect: (() -> Void)?
  /// Called before something takes a while: what is gathered is to be shown first.
  package var willWait: (() -> Void)?
  /// What the script has changed so far.
  package var ledger = Ledger()
  /// Cursors behind `for row in (select …)`.
  package var cursors = Cursors()
  /// Grows with every statement that may have defined something.
  package internal(set) var definitionCount = 0
  /// The project's folder, which relative paths start from.
  package var folder: String

  /// What `^C` stops besides the interpreter.
  let running = RunningStatement()
  private var openScratch: Scratch?
  /// Those of other versions than the connected server's, nil where there are no programs.
  private var otherScratches: [Int: Scratch?] = [:]
  /// The version of the server that something was last tried on.
  private var scratchMajor: Int?
  /// The project's file as it was read, and the folder it stands in.
  var knownProject: (folder: String, project: Project)?
  /// The server that was last read from, without being connected.
  private var nearby: Connection?
  /// `--ssl-mode`: holds for every connection that does not say otherwise itself.
  package var sslMode: ConnectionSettings.SSLMode?
  /// `--database-config`: where the project's connection stands, instead of its usual places.
  package var connectionFile: String?
  /// `--migration-directory`
  package var migrationFolder: String?

  package var files: SystemFiles { SystemFiles(folder: folder) }

  /// Where PostgreSQL's programs are looked for.
  let environment: Environment

  package init(
    console: Console, folder: String = currentFolder(), environment: Environment = .current
  ) {
    self.console = console
    self.folder = folder
    self.environment = environment
  }

  // MARK: - Connections

  /// The connection that statements go to.
  package func connection() throws -> Connection {
    guard let current = try connections.current ?? connectionOfProject() else {
      throw ScriptFailure(
        "there is no connection", hint: "try `connect scratch` or `connect \"postgres://…\"`",
        details: ["sqlstate": "08003"])
    }
    guard !current.connection.isLost else {
      throw ScriptFailure(
        "the connection \"\(current.name)\" was lost", hint: "`connect` opens it again",
        details: ["sqlstate": "08003"])
    }
    return current.connection
  }

  /// What the project says, when nothing has been connected yet; nil when it says nothing.
  private func connectionOfProject() throws -> OpenConnection? {
    guard mayConnect, !connections.wereUsed else { return nil }
    do {
      let found = try connectionSearch.find()
      guard found.isExplicit else { return nil }
      return try connect(found.settings, origin: found.origin)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// Who knows what the project says.
  var connectionSearch: ConnectionSearch {
    ConnectionSearch(folder: folder, file: connectionFile)
  }

  /// The settings with what the command line says of all connections.
  func completed(_ settings: ConnectionSettings) -> ConnectionSettings {
    guard let sslMode, settings.parameters["sslmode"] == nil else { return settings }
    var settings = settings
    settings.sslMode = sslMode
    return settings
  }

  /// Opens a connection and makes it the current one.
  @discardableResult
  package func connect(
    _ settings: ConnectionSettings, name: String? = nil, origin: String? = nil,
    scratch: ScratchDatabase? = nil
  ) throws -> OpenConnection {
    let settings = completed(settings)
    let connection = try open(settings)
    let chosen = name ?? connections.freeName(connection.database, for: settings)
    let opened = OpenConnection(
      name: chosen, connection: connection, settings: settings, origin: origin, scratch: scratch)
    connections.add(opened)
    return opened
  }

  /// An open connection by its name.
  func connection(named name: String) throws -> Connection {
    guard let opened = connections[name], !opened.connection.isLost else {
      throw ScriptFailure(
        "the connection \"\(name)\" was lost", details: ["sqlstate": "08003"])
    }
    return opened.connection
  }

  /// A connection that is only read from, and kept for the next time.
  func openForReading(_ settings: ConnectionSettings) throws -> Connection {
    let settings = completed(settings)
    if let known = connections.all.first(where: { $0.settings == settings }),
      !known.connection.isLost
    {
      return known.connection
    }
    guard mayConnect else { throw ScriptFailure("this script may not open connections") }
    let connection = try open(settings)
    nearby = connection
    return connection
  }

  /// A connection of its own, with the session's way of showing notices.
  package func open(_ settings: ConnectionSettings) throws -> Connection {
    willConnect?()
    do throws(DatabaseError) {
      let connection = try Connection(settings)
      connection.onNotice = { [weak self] notice in self?.show(notice) }
      return connection
    } catch {
      throw ScriptFailure(error)
    }
  }

  /// Lends the session a scratch that is there already.
  package func use(_ scratch: Scratch) { openScratch = scratch }

  /// Empty databases to work in: a private server's, started when first asked for.
  package func scratch() throws -> Scratch {
    if let openScratch { return openScratch }
    let shadow = try shadow()
    willConnect?()
    do throws(DatabaseError) {
      let near = connections.current?.connection ?? nearby
      let scratch = try Scratch.open(near: near, shadow: shadow, environment: environment)
      openScratch = scratch
      if scratch.server == nil, let lender = shadow ?? near?.settings {
        console.say(
          "no PostgreSQL programs are installed here: scratch databases are made on \(lender), and"
            + " dropped after use")
      }
      return scratch
    } catch {
      throw ScriptFailure(error)
    }
  }

  /// What the work with an empty database gives; it is told whether its server is a private one.
  /// Where the work is about another version's schema, that version's programs are taken if there
  /// are any.
  func onScratch<Result>(
    of major: Int? = nil,
    _ work: (_ connection: Connection, _ isPrivate: Bool) throws -> Result
  ) throws -> Result {
    var database = try scratch().database()
    defer { database.drop() }
    var connection = try Connection(database.settings)
    if let major, database.isPrivate, connection.serverVersion / 10000 != major,
      let other = try scratch(ofVersion: major)
    {
      database.drop()
      database = try other.database()
      connection = try Connection(database.settings)
    }
    scratchMajor = connection.serverVersion / 10000
    return try running.track(connection) { try work(connection, database.isPrivate) }
  }

  /// A private server of one version; nil where its programs are not there.
  private func scratch(ofVersion major: Int) throws -> Scratch? {
    if let known = otherScratches[major] { return known }
    var found: Scratch?
    if let binaries = try? PostgresBinaries.find(major: major, environment: environment),
      binaries.major == major
    {
      found = Scratch(server: try ScratchServer.launch(major: major, environment: environment))
    }
    otherScratches.updateValue(found, forKey: major)
    return found
  }

  /// What may be behind a failure there: the server that something was tried on is older than the
  /// one that it is for.
  package func scratchRemark(for major: Int?) -> [Diagnostic.Note] {
    guard let major, let scratchMajor, scratchMajor < major else { return [] }
    return [
      .init(
        "this was tried on a scratch server of PostgreSQL \(scratchMajor): for \(major), install its "
          + "programs, or name their folder in SCHEMASHELL_PGBIN")
    ]
  }

  /// Of the server that is connected.
  var connectedMajor: Int? {
    (connections.current?.connection ?? nearby).map { $0.serverVersion / 10000 }
  }

  /// The programs that a private scratch server runs, or would run; nil where it is none.
  var scratchBinaries: PostgresBinaries? {
    if let openScratch { return openScratch.server?.binaries }
    let near = connections.current?.connection ?? nearby
    return try? PostgresBinaries.find(
      major: near.map { $0.serverVersion / 10000 }, environment: environment)
  }

  // MARK: - Showing

  package func show(_ table: TableModel) {
    let format = console.isMachine ? .json : format
    var table = table
    if printsRowsOnly { table.footers = [] }
    let lines = table.lines(as: format, null: nullText, style: console.outputStyle)
    let heads = !printsRowsOnly ? 0 : format == .table ? 2 : format == .csv ? 1 : 0
    console.show(Array(lines.dropFirst(heads)))
  }

  func show(_ notice: DatabaseNotice) {
    guard !console.isQuiet || notice.severity == "WARNING" else { return }
    if console.isMachine { return console.messages(DiagnosticJSON.line(notice)) }
    let word = notice.severity.lowercased() + ":"
    var lines = [console.messageStyle.apply(.warning, to: word) + " " + notice.message]
    if let detail = notice.detail { lines.append("  detail: \(detail)") }
    if let hint = notice.hint { lines.append("  hint: \(hint)") }
    for line in lines { console.messages(line) }
  }

  /// Asks for a yes; without anybody to ask the answer is no.
  package func confirm(_ question: String) -> Bool {
    if assumesYes { return true }
    guard let ask = console.ask else { return false }
    while let answer = ask(question + " [y/n] ")?.lowercased() {
      if answer == "y" || answer == "yes" { return true }
      if answer == "n" || answer == "no" || answer.isEmpty { return false }
    }
    return false
  }
}

extension Interpreter {
  /// The session behind it. Only sessions make interpreters with our commands.
  package var session: Session {
    guard let session = host as? Session else {
      preconditionFailure("an interpreter with the shell's commands needs a Session as its host")
    }
    return session
  }
}

/// The folder the process was started in.
package func currentFolder() -> String {
  guard let path = getcwd(nil, 0) else { return "/" }
  defer { free(path) }
  return String(cString: path)
}
