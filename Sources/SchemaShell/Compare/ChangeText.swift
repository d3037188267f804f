import Engine
import Postgres

/// A comparison for people: one line an object, what belongs to it below it.
///
/// ```
/// ~ table public.author
///   + column born
///   ~ column email: not null no → yes
/// - view public.live          destroys nothing
/// ```
/// What is only called otherwise comes first: `→ column public.author.full_name is now name`.
/// What comes or goes with the object it belongs to is not listed again.
struct ChangeText {
  private let comparison: Comparison
  private let style: Style

  init(_ comparison: Comparison, style: Style) {
    self.comparison = comparison
    self.style = style
  }

  var lines: [String] {
    let changes = comparison.diff.changes
    let byID = Dictionary(uniqueKeysWithValues: changes.map { ($0.id, $0) })
    var roots: [ObjectID] = []
    var members: [ObjectID: [Change]] = [:]
    for change in changes {
      guard let parent = change.object.parent else {
        roots.append(change.id)
        continue
      }
      if let above = byID[parent], above.sort != .alter { continue }
      // A child that changes makes its parent's line, even where nothing else of it does.
      let root = self.root(of: parent)
      if byID[root] == nil, members[root] == nil { roots.append(root) }
      members[root, default: []].append(change)
    }
    let moves = comparison.moves.map { move in
      style.apply(.changed, to: "→") + " \(move.old) is now \(quoteIdentifier(move.newName))"
    }
    return moves
      + roots.sorted().flatMap { root -> [String] in
        let own = byID[root].map { line($0, indent: "") } ?? untouched(root)
        return own + (members[root] ?? []).flatMap { line($0, indent: "  ", below: root) }
      }
  }

  private func root(of id: ObjectID) -> ObjectID {
    var id = id
    while let parent = (comparison.diff.new[id] ?? comparison.diff.old[id])?.parent { id = parent }
    return id
  }

  private func untouched(_ id: ObjectID) -> [String] {
    [style.apply(.changed, to: "~") + " \(id)"]
  }

  private func line(_ change: Change, indent: String, below root: ObjectID? = nil) -> [String] {
    let name = root.map { shortName(change.id, below: $0) } ?? change.id.description
    let loss = comparison.losses(of: change.id).map {
      "  " + style.apply(.error, to: "destroys \($0)")
    }.joined()
    switch change.sort {
    case .create: return [indent + style.apply(.added, to: "+ \(name)") + loss]
    case .drop: return [indent + style.apply(.removed, to: "- \(name)") + loss]
    case .alter:
      let head = indent + style.apply(.changed, to: "~") + " \(name)"
      guard !change.attributes.isEmpty else { return [head + loss] }
      if change.attributes.count == 1, let only = change.attributes.first, !isLong(only) {
        return ["\(head): \(words(only))\(loss)"]
      }
      return [head + loss]
        + change.attributes.flatMap { attribute in
          block(attribute, indent: indent + "    ")
        }
    }
  }

  private func shortName(_ id: ObjectID, below root: ObjectID) -> String {
    let count = root.names.count
    if id.names.starts(with: root.names), id.names.count > count {
      return ObjectID(id.kind, Array(id.names.dropFirst(count))).description
    }
    // What is said about something: a comment, a grant.
    guard let about = id.names.first, id.names.dropFirst().starts(with: root.names) else {
      return id.description
    }
    let rest = id.names.dropFirst(count + 1).map(quoteIdentifier).joined(separator: ".")
    return
      ([id.kind.rawValue] + (about == root.kind.rawValue ? [] : [about])
      + (rest.isEmpty ? [] : [rest])).joined(separator: " ")
  }

  private func isLong(_ attribute: AttributeChange) -> Bool {
    attribute.old.contains("\n") || attribute.new.contains("\n")
      || attribute.old.count + attribute.new.count > 120
  }

  private func words(_ attribute: AttributeChange) -> String {
    let old = attribute.old.isEmpty ? "none" : attribute.old
    let new = attribute.new.isEmpty ? "none" : attribute.new
    return "\(attribute.attribute) \(style.apply(.removed, to: old)) → "
      + style.apply(.added, to: new)
  }

  private func block(_ attribute: AttributeChange, indent: String) -> [String] {
    guard isLong(attribute) else { return [indent + words(attribute)] }
    func marked(_ text: String, _ mark: String, _ role: Style.Role) -> [String] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map {
        indent + "  " + style.apply(role, to: "\(mark) \($0)")
      }
    }
    return ["\(indent)\(attribute.attribute)"] + marked(attribute.old, "-", .removed)
      + marked(attribute.new, "+", .added)
  }
}

/// A plan for people: numbered statements, with the lock that each takes and what it risks.
struct PlanText {
  private let plan: Plan
  private let style: Style

  init(_ plan: Plan, style: Style) {
    self.plan = plan
    self.style = style
  }

  var lines: [String] {
    let width = String(plan.steps.count).count
    return plan.steps.enumerated().flatMap { index, step -> [String] in
      let number = String(index + 1)
      let margin = spaces(width + 2)
      var lines = step.statement.sql.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { margin + $0 }
      lines[0] = spaces(width - number.count) + "\(number). " + lines[0].dropFirst(width + 2)
      lines[lines.count - 1] += ";"
      let notes = PlanText.notes(step.statement)
      if !notes.isEmpty { lines.append(margin + style.apply(role(step), to: notes)) }
      return lines
    }
  }

  private func role(_ step: Step) -> Style.Role { step.statement.losses.isEmpty ? .dim : .error }

  static func notes(_ statement: Statement) -> String {
    var notes: [String] = []
    if !statement.lock.title.isEmpty { notes.append(statement.lock.title.lowercased()) }
    notes += statement.hazards.map(\.title)
    if !statement.isTransactional { notes.append("outside a transaction") }
    if statement.isTransactional, statement.isAlone {
      notes.append(
        statement.batch == nil
          ? "committed by itself" : "a few pages at a time, each committed by itself")
    }
    return notes.joined(separator: "; ")
  }
}
