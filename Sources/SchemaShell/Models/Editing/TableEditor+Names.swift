import Engine
import Postgres

/// Names where there were none: PostgreSQL counts what has none, so a line that goes may give others
/// another name.
extension TableEditor {
  mutating func sayNames() throws {
    for id in named.sorted() {
      let name = quoteIdentifier(id.name) + " "
      if let line = new.constraints.first(where: { $0.id == id }) {
        switch try find(line) {
        case .item(let index):
          guard items[index].tokens.word(0) != "constraint", !items[index].isGone else { continue }
          edits.insert("constraint " + name, at: items[index].syntax.span.start)
        case .clause(let span): edits.insert("constraint " + name, at: span.start)
        case .apart(let piece): sayName("constraint " + name, behind: "add", in: piece)
        }
      } else if let line = new.lines.first(where: { $0.id == id }) {
        switch try find(line) {
        case .item(let index):
          guard let lead = items[index].lead, !items[index].isGone else { continue }
          let place = items[index].tokens.span(lead.split(separator: " ").count - 1)
          edits.insert(" " + quoteIdentifier(id.name), at: place.end)
        case .clause: continue
        case .apart(let piece): sayName(name, behind: "index", in: piece)
        }
      }
    }
  }

  private mutating func sayName(_ name: String, behind word: String, in piece: Int) {
    guard let tokens = apart.first(where: { $0.piece == piece })?.tokens,
      let place = tokens.first(of: [word], from: 0), changedApart[piece] == nil
    else { return }
    changedApart[piece] =
      tokens.text(0..<place + 1) + " " + name + tokens.text(place + 1..<tokens.count)
      + (tokens.isPunctuation(tokens.count - 1, ";") ? "" : ";")
  }
}
