import Lang
import Postgres

/// `log`, `log 12`
enum LogCommand: Command {
  static let signature = Signature(
    "log", group: CommandGroup.look,
    summary: "List what pulls, syncs, merges and restores did; or show one of them.",
    .argument("entry", .name("entry"), .optional, help: "its number"),
    MigrationOptions.directory,
    discussion: """
      A project keeps a file for each of them in `migrations/log`: when, who, where, why (`sync
      commented "…"`), the statements, and what of the schema was another before and afterwards. The
      files are meant to be read, and to be kept in a repository. `restore` brings the models back to
      what an entry left, `compare (log 2) database` shows what became of it. What is done to a scratch
      database is logged only where the folder is there.
      """,
    examples: ["log", "init\nsync\npull commented \"as it is\"\nlog 1"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let log = try SyncLog(call, interpreter)
    if let argument = call["entry"] {
      let name = try log.find(argument)
      let shown = try log.change(name)
      return session.answer(call, .host(shown)) {
        session.console.show(shown.lines(session.console.outputStyle))
      }
    }
    let rows = try log.names().map { name -> [String?] in
      let entry = try log.entry(name)
      return [SyncLog.number(of: name).map(String.init)]
        + ["when", "who", "what", "database", "comment"].map { entry[$0] }
        + ["\(entry.now.count)", name]
    }
    let table = TableModel(
      columns: [
        .heading("Entry", .number), .heading("When"), .heading("Who"), .heading("What"),
        .heading("Database"), .heading("Comment"), .heading("Changes", .number), .heading("File"),
      ], rows: rows)
    if call.isStatement {
      session.show(table)
      if !log.isKept {
        session.console.say(
          "nothing was logged here yet: the first sync, pull, merge or restore makes \(log.folder)")
      }
    }
    return .host(
      Rows(columns: table.columns.map { .init(name: $0.key, type: 25) }, cells: table.rows))
  }
}

/// One entry of the log, with what it changed.
final class LoggedChange: MachineReadable {
  let name: String
  private let entry: LogEntry
  private let states: (before: LogEntry.State, now: LogEntry.State)

  init(
    name: String, entry: LogEntry, states: (before: LogEntry.State, now: LogEntry.State)
  ) {
    self.name = name
    self.entry = entry
    self.states = states
  }

  var typeName: String { "log entry" }
  var display: String { lines(.plain).joined(separator: "\n") }
  var memberNames: [String] {
    ["after", "before", "comment", "database", "file", "models", "sql", "what", "when", "who"]
  }

  func member(_ member: String, _ interpreter: Interpreter) throws -> Value? {
    switch member {
    case "file": return Value(name)
    case "sql": return Value(entry.sql)
    case "before": return Value(LoggedChange.text(states.before))
    case "after": return Value(LoggedChange.text(states.now))
    case "comment", "database", "models", "what", "when", "who":
      return entry[member].map { Value($0) } ?? .null
    default: return nil
    }
  }

  /// A state as a model.
  static func text(_ state: LogEntry.State) -> String {
    state.sorted { $0.key < $1.key }.map(\.value).joined(separator: "\n\n") + "\n"
  }

  /// What the entry left, as a model that is loaded.
  func model(_ interpreter: Interpreter) throws -> LoadedModel {
    try LoadedModel(
      ModelFiles(ModelFiles(), texts: [name: LoggedChange.text(states.now)], interpreter),
      interpreter.session)
  }

  private var changed: [(name: String, old: String?, new: String?)] {
    Set(states.before.keys).union(states.now.keys).sorted().compactMap { name in
      let (old, new) = (states.before[name], states.now[name])
      return old == new ? nil : (name, old, new)
    }
  }

  func lines(_ style: Style) -> [String] {
    let width = (entry.fields.map(\.name.count).max() ?? 0) + 2
    var lines = entry.fields.filter { $0.name != "behind" }.map { field in
      style.apply(.heading, to: field.name) + spaces(width - field.name.count)
        + OneLine.written(field.text)
    }
    for (name, old, new) in changed {
      lines.append("")
      switch (old, new) {
      case (nil, _): lines.append(style.apply(.added, to: "+ \(name)"))
      case (_, nil): lines.append(style.apply(.removed, to: "- \(name)"))
      default: lines.append(style.apply(.changed, to: "~") + " \(name)")
      }
      lines += LoggedChange.difference(old ?? "", new ?? "", style).map { "    " + $0 }
    }
    if !entry.sql.isEmpty {
      lines += ["", style.apply(.heading, to: "sql")]
      lines += LoggedChange.split(entry.sql).filter { !$0.isEmpty }.map { "    " + $0 }
    }
    return lines
  }

  private static func split(_ text: String) -> [String] {
    text.isEmpty
      ? []
      : text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines that went and came, in their order.
  private static func difference(_ old: String, _ new: String, _ style: Style) -> [String] {
    LineDifference(from: split(old), to: split(new)).marked(style)
  }

  var jsonLines: [String] {
    func text(_ field: String) -> String { entry[field].map(JSONText.string) ?? "null" }
    let changes = changed.map { name, old, new in
      JSONText.object([
        ("sort", JSONText.string(old == nil ? "create" : new == nil ? "drop" : "alter")),
        ("object", JSONText.string(name)), ("old", old.map(JSONText.string) ?? "null"),
        ("new", new.map(JSONText.string) ?? "null"),
      ])
    }
    return [
      JSONText.object(
        [
          ("entry", "\(SyncLog.number(of: name) ?? 0)"), ("file", JSONText.string(name)),
        ] + ["what", "when", "who", "database", "models", "comment"].map { ($0, text($0)) } + [
          ("changes", JSONText.array(changes)), ("sql", JSONText.string(entry.sql)),
        ])
    ]
  }
}
