import Engine
import Lang
import Postgres

/// The declarations in which two schemas differ, in pairs, and as two columns of lines.
///
/// ```
///   database                     models
/// ~ table public.author
///   table author {             table author {
///     id     int                 id     int
///     email  text           |    email  text  not null
///                           >    born   date
///   }                          }
/// ```
struct SideBySide {
  struct Pair {
    let id: ObjectID
    let left: String?
    let right: String?
  }

  let pairs: [Pair]

  init(_ comparison: Comparison, _ session: Session) throws {
    let scope = try session.scope()
    let old =
      comparison.renaming == nil ? comparison.diff.old : scope.applied(to: comparison.origin)
    let left = try SideBySide.writer(old, session)
    let right = try SideBySide.writer(comparison.diff.new, session)
    let moves = Dictionary(
      comparison.moves.map { ($0.new, $0.old) }, uniquingKeysWith: { first, _ in first })
    let changed = comparison.diff.changes.map(\.id) + comparison.moves.map(\.new)
    var roots: Set<ObjectID> = []
    for id in changed {
      let known = right.snapshot[id] ?? left.snapshot[id] ?? comparison.diff.change(id)?.object
      let start = right.snapshot[id] ?? left.snapshot[id] == nil ? known?.parent ?? id : id
      roots.insert(right.snapshot[start] == nil ? left.root(of: start) : right.root(of: start))
    }
    // What only one side calls by a name may be the other's under its own.
    roots.subtract(moves.values.filter { right.snapshot[$0] == nil })
    let ranks = ModelWriter.ranks
    pairs = roots.sorted { (ranks[$0.kind] ?? 0, $0) < (ranks[$1.kind] ?? 0, $1) }.map { id in
      Pair(
        id: id, left: left.declaration(of: moves[id] ?? id)?.text,
        right: right.declaration(of: id)?.text)
    }
  }

  private static func writer(_ snapshot: Snapshot, _ session: Session) throws -> ModelWriter {
    let told =
      snapshot.isSaid
      ? snapshot : snapshot.tellingOwners(to: try session.emptySnapshot().user)
    return try ModelRevision.writer(told, PublicNames(), session)
  }

  var jsonLines: [String] {
    guard !pairs.isEmpty else { return ["[]"] }
    let lines = pairs.map { pair in
      JSONText.object([
        ("kind", JSONText.string(pair.id.kind.rawValue)),
        ("name", JSONText.array(pair.id.names.map(JSONText.string))),
        ("left", pair.left.map(JSONText.string) ?? "null"),
        ("right", pair.right.map(JSONText.string) ?? "null"),
      ])
    }
    return ["["] + lines.enumerated().map { " \($1)\($0 == lines.count - 1 ? "" : ",")" } + ["]"]
  }

  // MARK: - Two columns

  /// A line of each side; nil where a side has none.
  private struct Row {
    let left: String?
    let right: String?
    var isAlike = false

    var mark: String {
      if isAlike { return " " }
      return left == nil ? ">" : right == nil ? "<" : "|"
    }
  }

  /// `width` is the screen's; nil leaves lines whole.
  func lines(_ titles: (String, String), style: Style, width: Int?) -> [String] {
    let tables = pairs.map { pair in
      (pair, SideBySide.rows(pair))
    }
    let widest =
      tables.flatMap { $0.1 }.map { DisplayWidth.of($0.left ?? "") }.max() ?? 0
    let half: Int
    if let width {
      half = max(20, (width - 5) / 2)
    } else {
      half = max(widest, DisplayWidth.of(titles.0))
    }
    let column = min(half, max(widest, DisplayWidth.of(titles.0), 12))
    func line(_ left: String, _ mark: String, _ right: String, _ role: Style.Role?) -> String {
      func painted(_ text: String) -> String { role.map { style.apply($0, to: text) } ?? text }
      let gap = spaces(column - DisplayWidth.of(left))
      if mark == " ", right.isEmpty { return "  " + left }
      return "  " + painted(left) + gap + " " + painted(mark)
        + (right.isEmpty ? "" : " " + painted(right))
    }
    var lines = [
      "  " + style.apply(.heading, to: titles.0) + spaces(column - DisplayWidth.of(titles.0))
        + "   " + style.apply(.heading, to: titles.1)
    ]
    for (pair, rows) in tables {
      lines.append(heading(pair, style))
      for row in SideBySide.near(rows) {
        guard let row else {
          lines.append(style.apply(.dim, to: "  …"))
          continue
        }
        let role: Style.Role? =
          switch row.mark {
          case "<": .removed
          case ">": .added
          case "|": .changed
          default: nil
          }
        let left = SideBySide.broken(row.left ?? "", width == nil ? nil : column)
        let right = SideBySide.broken(row.right ?? "", width.map { max(20, $0 - column - 5) })
        for place in 0..<max(left.count, right.count) {
          lines.append(
            line(
              place < left.count ? left[place] : "", place == 0 ? row.mark : " ",
              place < right.count ? right[place] : "", role))
        }
      }
    }
    return lines
  }

  private func heading(_ pair: Pair, _ style: Style) -> String {
    switch (pair.left, pair.right) {
    case (nil, _): style.apply(.added, to: "+ \(pair.id)")
    case (_, nil): style.apply(.removed, to: "- \(pair.id)")
    default: style.apply(.changed, to: "~") + " \(pair.id)"
    }
  }

  private static func cut(_ text: String?) -> [String] {
    guard let text else { return [] }
    return text.utf8.split(separator: 10, omittingEmptySubsequences: false)
      .map { CellText(String(decoding: $0, as: UTF8.self)).lines.map(\.text).joined() }
  }

  /// Lines that both have stand beside each other, and what stands between them too. In a table's
  /// block it does not matter how far the words of a column stand apart.
  private static func rows(_ pair: Pair) -> [Row] {
    let (left, right) = (cut(pair.left), cut(pair.right))
    func keys(_ lines: [String]) -> [String] {
      pair.id.kind == Table.kind ? lines.map(withoutGaps) : lines
    }
    let difference = LineDifference(from: keys(left), to: keys(right))
    var rows: [Row] = []
    var (gone, come): ([String], [String]) = ([], [])
    func flush() {
      for place in 0..<max(gone.count, come.count) {
        rows.append(
          Row(
            left: place < gone.count ? gone[place] : nil,
            right: place < come.count ? come[place] : nil))
      }
      (gone, come) = ([], [])
    }
    for line in difference.lines {
      switch line {
      case .removed(let number): gone.append(left[number])
      case .added(let number): come.append(right[number])
      case .kept(let old, let new):
        flush()
        rows.append(Row(left: left[old], right: right[new], isAlike: true))
      }
    }
    flush()
    return rows
  }

  private static func withoutGaps(_ line: String) -> String {
    var result = ""
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == " ", result.last == " " {
        continue
      }
      result.append(character)
    }
    return result
  }

  /// The rows that differ with those near them; nil stands for more that are alike.
  private static func near(_ rows: [Row]) -> [Row?] {
    let reach = 3
    let shown = rows.indices.filter { place in
      rows[max(0, place - reach)...min(rows.count - 1, place + reach)].contains { $0.mark != " " }
    }
    var result: [Row?] = []
    var last = -1
    for place in shown {
      // A single line takes no more room than the sign for it.
      if place == last + 2 { result.append(rows[last + 1]) }
      if place > last + 2 { result.append(nil) }
      result.append(rows[place])
      last = place
    }
    if last == rows.count - 2 { result.append(rows[rows.count - 1]) }
    if last < rows.count - 2 { result.append(nil) }
    return result
  }

  /// A line in pieces that fit, the later ones set in as far as the line is.
  private static func broken(_ text: String, _ width: Int?) -> [String] {
    guard let width, DisplayWidth.of(text) > width else { return [text] }
    let indent = min(width / 2, text.prefix { $0 == " " }.count + 2)
    var pieces: [String] = []
    var piece = ""
    var size = 0
    for character in text {
      let more = DisplayWidth.of(String(character))
      if size + more > width {
        // Between words where there is a gap in the second half.
        let start = piece.index(piece.startIndex, offsetBy: piece.count / 2)
        let gap = piece[start...].lastIndex(of: " ")
        let rest = gap.map { String(piece[piece.index(after: $0)...]) } ?? ""
        pieces.append(gap.map { String(piece[..<$0]) } ?? piece)
        piece = spaces(indent) + rest
        size = DisplayWidth.of(piece)
      }
      piece.append(character)
      size += more
    }
    return pieces + [piece]
  }
}
