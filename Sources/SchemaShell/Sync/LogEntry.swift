import Lang

/// What happened once between models and a database, as a file of the log holds it: a text that a
/// person can read and review, and that says of a schema only what is another than before.
///
/// ```
/// schemashell log 1
/// what: sync
/// when: 2026-03-01 14:05:09 UTC
/// who: ada
/// database: blog on localhost:5432
/// models: blog.schema
/// comment: the first release
/// behind: 00000001_pull_5f0c2a91.entry
///
/// before
/// now
/// + table public.post
///  table post {
///    id  bigint  primary key
///  }
/// - view public.live
/// sql
///  create table public.post (id bigint primary key);
/// ```
/// A declaration stands under the name of its object, `+` for what is new or says something else,
/// `-` for what is gone. `before` leads from the state that the entry before left to where this
/// one found the schema, `now` from there to where it left it. Lines of other texts start with a blank.
struct LogEntry {
  /// Each object that stands for itself, with its declaration.
  typealias State = [String: String]

  /// What leads from one state to another; nil for what goes.
  typealias Delta = [String: String?]

  var fields: [(name: String, text: String)] = []
  var before: Delta = [:]
  var now: Delta = [:]
  var sql = ""

  static let suffix = ".entry"
  private static let head = "schemashell log 1"

  subscript(field: String) -> String? { fields.first { $0.name == field }?.text }

  static func delta(from old: State, to new: State) -> Delta {
    var delta: Delta = new.filter { old[$0.key] != $0.value }.mapValues { .some($0) }
    for name in old.keys where new[name] == nil { delta[name] = .some(nil) }
    return delta
  }

  static func applied(_ delta: Delta, to state: State) -> State {
    state.merging(delta.compactMapValues { $0 }) { $1 }
      .filter { name, _ in delta[name].map { $0 != nil } ?? true }
  }

  // MARK: - As text

  var text: String {
    var lines = [Self.head]
    for field in fields { lines.append("\(field.name): \(OneLine.written(field.text))") }
    lines += ["", "before"] + Self.lines(before) + ["now"] + Self.lines(now) + ["sql"]
    if !sql.isEmpty { lines += Self.indented(sql) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ delta: Delta) -> [String] {
    delta.sorted { $0.key < $1.key }.flatMap { name, text in
      text.map { ["+ " + OneLine.written(name)] + indented($0) } ?? ["- " + OneLine.written(name)]
    }
  }

  private static func indented(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      " " + String(decoding: $0, as: UTF8.self)
    }
  }

  init() {}

  /// Fails with the number of the first line that is not as it should be.
  init(text: String) throws(Damage) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard lines.first == Self.head, lines.last?.isEmpty == true else { throw Damage(line: 1) }
    var section = "fields"
    var name: String?
    var gathered: [String] = []
    var statements: [String] = []
    func finish(_ delta: inout Delta) {
      if let name { delta[name] = .some(gathered.joined(separator: "\n")) }
      (name, gathered) = (nil, [])
    }
    for (index, line) in lines.enumerated().dropFirst().dropLast() {
      if ["before", "now", "sql"].contains(line) {
        section == "before" ? finish(&before) : finish(&now)
        section = line
      } else if section == "fields" {
        if line.isEmpty { continue }
        guard let colon = line.firstRange(of: ": ") else { throw Damage(line: index + 1) }
        fields.append(
          (String(line[..<colon.lowerBound]), OneLine.read(line[colon.upperBound...])))
      } else if line.hasPrefix("+ ") || line.hasPrefix("- "), section != "sql" {
        section == "before" ? finish(&before) : finish(&now)
        let found = OneLine.read(line.dropFirst(2))
        if line.hasPrefix("+") {
          name = found
        } else if section == "before" {
          before[found] = .some(nil)
        } else {
          now[found] = .some(nil)
        }
      } else if line.hasPrefix(" "), section == "sql" {
        statements.append(String(line.dropFirst()))
      } else if line.hasPrefix(" "), name != nil {
        gathered.append(String(line.dropFirst()))
      } else {
        throw Damage(line: index + 1)
      }
    }
    guard section == "sql" else { throw Damage(line: lines.count) }
    sql = statements.joined(separator: "\n")
  }

  struct Damage: Error {
    let line: Int
  }
}
