import Engine
import Lang

/// What a rehearsal showed, statement by statement: the value of `rehearse`.
///
/// ```
/// let seen = rehearse
/// if seen.steps.any(s => s.strongest == "ACCESS EXCLUSIVE" && s.rewritten.count > 0) { fail "too slow" }
/// ```
final class RehearsalReport: MachineReadable {
  let lines: [RehearsedLine]
  let tables: [FilledTable]
  let failure: (number: Int, text: String, message: String)?

  init(_ stage: Stage, _ tables: [FilledTable], _ rehearsal: Rehearsal) {
    self.tables = tables
    lines = rehearsal.scenes.map { scene in
      RehearsedLine(scene.index + 1, stage.lines[scene.index], scene.observation)
    }
    failure = rehearsal.failure.map { index, error in
      let message =
        (error as? ScriptFailure)?.message ?? (error as? StatementFailure)?.message ?? "\(error)"
      return (index + 1, stage.lines[index].text, message)
    }
  }

  /// Where a statement did not do what the plan says of it.
  var departures: [String] {
    lines.flatMap { line in
      line.departures.map { "statement \(line.number) was planned otherwise: \($0)" }
    }
  }

  var summary: String {
    let count = tables.reduce(0) { $0 + $1.rows }
    let total = lines.reduce(Duration.zero) { $0 + $1.observation.duration }
    return
      "\(lines.count) \(ObjectCounts.plural("statement", lines.count)) on a copy with \(count) "
      + "\(ObjectCounts.plural("row", count)), \(RehearsedLine.milliseconds(total)) ms"
  }

  var table: TableModel {
    TableModel(
      columns: [
        .heading("Step", .number), .heading("Statement"), .heading("Locks"),
        .heading("Rewritten"), .heading("Read"), .heading("Rows", .number),
        .heading("ms", .number),
      ],
      rows: lines.map(\.cells), footers: [])
  }

  var typeName: String { "rehearsal" }

  var display: String { lines.map { "\($0.number). \($0.display)" }.joined(separator: "\n") }

  var memberNames: [String] { ["departures", "rows", "steps"] }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "departures": return .list(departures.map { Value($0) })
    case "rows": return .int(tables.reduce(0) { $0 + $1.rows })
    case "steps": return .list(lines.map { .host($0) })
    default: return nil
    }
  }

  var jsonLines: [String] {
    let steps = lines.enumerated().map { index, line in
      " " + JSONText.object(line.facts) + (index == lines.count - 1 ? "" : ",")
    }
    let filled = tables.map { table in
      JSONText.object([
        ("name", JSONText.array(table.name.map(JSONText.string))), ("rows", "\(table.rows)"),
        ("note", table.note.map(JSONText.string) ?? "null"),
      ])
    }
    let failed = failure.map {
      JSONText.object([
        ("step", "\($0.number)"), ("message", JSONText.string($0.message)),
      ])
    }
    return ["{\"tables\":\(JSONText.array(filled)),\"steps\":["] + steps
      + ["],\"failure\":\(failed ?? "null")}"]
  }
}

/// One statement that was rehearsed.
final class RehearsedLine: HostObject {
  let number: Int
  let observation: Observation
  private let line: Stage.Line

  init(_ number: Int, _ line: Stage.Line, _ observation: Observation) {
    self.number = number
    self.line = line
    self.observation = observation
  }

  var departures: [String] { line.promise.map(observation.departures) ?? [] }

  var cells: [String?] {
    let locks = observation.locks.map { lock in
      "\(lock.mode.title.lowercased()) \(Session.title(lock.relation))"
    }
    let rewritten = (observation.rewritten + observation.rebuilt).map(Session.title)
    let read = observation.scans.map { "\(Session.title($0.relation)) (\($0.rows))" }
    return [
      "\(number)", Self.short(line.text), Self.cell(locks), Self.cell(rewritten), Self.cell(read),
      "\(observation.changedRows)", Self.milliseconds(observation.duration),
    ]
  }

  /// Many indexes say no more than a few.
  private static func cell(_ items: [String]) -> String {
    let shown = items.prefix(6)
    let rest = items.count - shown.count
    return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
  }

  private static func short(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 60 ? line.prefix(57) + "..." : line
  }

  /// `12.3`
  static func milliseconds(_ duration: Duration) -> String {
    let (seconds, fraction) = duration.components
    let tenths = seconds * 10_000 + fraction / 100_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }

  var typeName: String { "rehearsed step" }
  var display: String { line.text }
  var memberNames: [String] {
    [
      "departures", "locks", "milliseconds", "read", "rebuilt", "rewritten", "rows", "sql",
      "strongest",
    ]
  }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "sql": return Value(line.text)
    case "strongest": return Value(observation.strongestLock.title)
    case "locks":
      return .list(
        observation.locks.map { lock in
          .map(
            MapValue([
              ("mode", Value(lock.mode.title)), ("name", Value(Session.title(lock.relation))),
            ]))
        })
    case "rewritten": return Self.list(observation.rewritten)
    case "rebuilt": return Self.list(observation.rebuilt)
    case "read": return Self.list(observation.scans.map(\.relation))
    case "rows": return .int(observation.changedRows)
    case "milliseconds":
      return .double(Double(Self.milliseconds(observation.duration)) ?? 0)
    case "departures": return .list(departures.map { Value($0) })
    default: return nil
    }
  }

  private static func list(_ names: [[String]]) -> Value {
    .list(names.map { Value(Session.title($0)) })
  }

  var facts: [(String, String)] {
    func name(_ name: [String]) -> String { JSONText.array(name.map(JSONText.string)) }
    let locks = observation.locks.map { lock in
      JSONText.object([
        ("mode", JSONText.string(lock.mode.title)), ("name", name(lock.relation)),
        ("new", "\(lock.isNew)"),
      ])
    }
    let read = observation.scans.map { scan in
      JSONText.object([("name", name(scan.relation)), ("rows", "\(scan.rows)")])
    }
    return [
      ("step", "\(number)"), ("sql", JSONText.string(line.text)),
      ("place", line.place.map(JSONText.string) ?? "null"), ("locks", JSONText.array(locks)),
      ("rewritten", JSONText.array(observation.rewritten.map(name))),
      ("rebuilt", JSONText.array(observation.rebuilt.map(name))),
      ("read", JSONText.array(read)), ("rows", "\(observation.changedRows)"),
      ("milliseconds", Self.milliseconds(observation.duration)),
      ("departures", JSONText.array(departures.map(JSONText.string))),
    ]
  }
}
