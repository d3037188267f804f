import Engine
import Lang
import Postgres

/// A three-way view for people: a line an object, marked by who has moved.
///
/// ```
/// table public.author
///   ← + column born
///   → ~ column name: isNotNull false → true
/// ≠ ~ view public.live
///     models    definition
///     database  dropped
/// ```
struct StatusText {
  private let threeWay: ThreeWay
  private let comparison: Comparison
  private let style: Style

  init(_ threeWay: ThreeWay, _ comparison: Comparison, style: Style) {
    self.threeWay = threeWay
    self.comparison = comparison
    self.style = style
  }

  var lines: [String] {
    let shown = threeWay.shown
    let own = Set(shown.map(\.id))
    var members: [ObjectID: [ThreeWay.Movement]] = [:]
    for movement in shown {
      members[owner(of: movement.id), default: []].append(movement)
    }
    let moves = comparison.moves.map { move in
      "→ " + style.apply(.changed, to: "~") + " \(move.old) is now \(quoteIdentifier(move.newName))"
    }
    return moves
      + members.keys.sorted().flatMap { owner -> [String] in
        let family = members[owner] ?? []
        let head = own.contains(owner) ? [] : [owner.description]
        return head
          + family.flatMap { movement in
            movement.id == owner
              ? lines(movement, movement.id.description, indent: "")
              : lines(movement, shortName(movement.id, below: owner), indent: "  ")
          }
      }
  }

  /// How many have moved where, in a line.
  var summary: String {
    func count(_ sides: [ThreeWay.Side]) -> Int {
      threeWay.shown.count { sides.contains($0.side) }
    }
    let words = [
      (count([.database, .both]), "in the database (←)"),
      (count([.models, .both]) + comparison.moves.count, "in the models (→)"),
      (count([.conflict]), "in both, and not alike (≠)"),
      (count([.alike]), "in both alike (=)"),
    ]
    let told = words.filter { $0.0 > 0 }
    let first = told.first?.0 ?? 0
    return told.isEmpty
      ? "the models and the database have not moved"
      : "moved: \(first) \(ObjectCounts.plural("object", first)) "
        + (["\(told[0].1)"] + told.dropFirst().map { "\($0.0) \($0.1)" }).joined(separator: ", ")
  }

  private func owner(of id: ObjectID) -> ObjectID {
    var id = id
    while let parent = (comparison.diff.new[id] ?? comparison.diff.old[id])?.parent { id = parent }
    return id
  }

  private func shortName(_ id: ObjectID, below root: ObjectID) -> String {
    guard id.names.starts(with: root.names), id.names.count > root.names.count else {
      return id.description
    }
    return ObjectID(id.kind, Array(id.names.dropFirst(root.names.count))).description
  }

  // MARK: - One object

  static func mark(_ side: ThreeWay.Side) -> String {
    switch side {
    case .models: "→"
    case .database: "←"
    case .alike: "="
    case .both: " "
    case .conflict: "≠"
    }
  }

  private func lines(_ movement: ThreeWay.Movement, _ name: String, indent: String) -> [String] {
    let mark = StatusText.mark(movement.side)
    switch movement.side {
    case .conflict:
      let head = indent + style.apply(.error, to: mark) + " " + style.apply(.changed, to: "~")
      let sides = StatusText.sides(movement).map { "\(indent)    \($0)" }
      return ["\(head) \(name)"] + sides
    case .both:
      return ["\(indent)  " + style.apply(.changed, to: "~") + " \(name)"]
        + movement.attributes.map { attribute in
          "\(indent)    \(StatusText.mark(attribute.side)) " + words(attribute)
        }
    case .models, .database, .alike:
      let isOurs = movement.side != .database
      let told = movement.attributes.filter { $0.side == movement.side }
      switch movement.sort(inModels: isOurs) {
      case .create: return [indent + mark + " " + style.apply(.added, to: "+ \(name)")]
      case .drop: return [indent + mark + " " + style.apply(.removed, to: "- \(name)")]
      case .alter, nil:
        let head = indent + mark + " " + style.apply(.changed, to: "~") + " \(name)"
        guard told.count != 1 else { return [head + ": " + words(told[0])] }
        return [head] + told.map { "\(indent)      " + words($0) }
      }
    }
  }

  private func words(_ attribute: ThreeWay.Attribute) -> String {
    let now = attribute.side == .database ? attribute.database : attribute.models
    guard let common = attribute.common, !StatusText.isLong(common, now) else {
      return attribute.name
    }
    return "\(attribute.name) \(style.apply(.removed, to: StatusText.shown(common))) → "
      + style.apply(.added, to: StatusText.shown(now))
  }

  private static func isLong(_ texts: String...) -> Bool {
    texts.contains { $0.contains("\n") } || texts.reduce(0) { $0 + $1.count } > 120
  }

  private static func shown(_ text: String) -> String { text.isEmpty ? "none" : text }

  /// What each side of a conflict did, a line a side.
  static func sides(_ movement: ThreeWay.Movement) -> [String] {
    let lines = [true, false].map { isOurs in
      (isOurs ? "models    " : "database  ") + did(movement, isOurs)
    }
    return lines + (movement.against.map { ["does not go with what became of \($0)"] } ?? [])
  }

  private static func did(_ movement: ThreeWay.Movement, _ isOurs: Bool) -> String {
    switch movement.sort(inModels: isOurs) {
    case .drop: return "dropped it"
    case nil: return "left it"
    case .create where movement.attributes.isEmpty: return "created it"
    case .create, .alter:
      let told = movement.attributes.filter {
        $0.side == .conflict || $0.side == (isOurs ? .models : .database)
      }
      let words = told.map { attribute -> String in
        let now = isOurs ? attribute.models : attribute.database
        if isLong(attribute.common ?? "", now) { return attribute.name }
        guard let common = attribute.common else { return "\(attribute.name) \(shown(now))" }
        return "\(attribute.name) \(shown(common)) → \(shown(now))"
      }
      return words.isEmpty ? "changed it" : words.joined(separator: ", ")
    }
  }
}
