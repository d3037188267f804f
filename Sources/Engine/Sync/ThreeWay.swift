/// Which of two has moved since they last agreed, the models or the database, object by object and
/// attribute by attribute: what git tells of two branches.
///
/// It starts from their diff, so that nothing which separates the two is passed over, and holds each
/// difference against the common state.
package struct ThreeWay: Sendable {
  package enum Side: String, Sendable {
    /// Only the models moved.
    case models
    /// Only the database moved.
    case database
    /// Both moved to where the other is.
    case alike
    /// Both moved in different attributes of one object, which can be put together.
    case both
    /// Both moved, and one of the two has to give way.
    case conflict
  }

  package struct Attribute: Sendable {
    package let name: String
    package let side: Side
    /// What was said when both agreed; nil when there was no such object.
    package let common: String?
    package let models: String
    package let database: String
  }

  /// One object that has moved on at least one side.
  package struct Movement: Sendable {
    package let id: ObjectID
    package fileprivate(set) var side: Side
    /// Those that have moved of an object that both have.
    package let attributes: [Attribute]
    package let wasThere: Bool
    package let isInModels: Bool
    package let isInDatabase: Bool
    /// Whether it, or what comes and goes with it, is another on a side than it was.
    fileprivate var hasMoved: (inModels: Bool, inDatabase: Bool)
    /// What comes and goes with this one is not told again.
    package fileprivate(set) var isPart = false
    /// The first of the conflicts that are decided together.
    package fileprivate(set) var group: ObjectID?
    /// What the other side did that this cannot go with, where that is another object.
    package fileprivate(set) var against: ObjectID?

    /// What a side did.
    package func sort(inModels: Bool) -> Change.Sort? {
      let isThere = inModels ? isInModels : isInDatabase
      if isThere, !wasThere { return .create }
      if !isThere { return wasThere ? .drop : nil }
      return (inModels ? hasMoved.inModels : hasMoved.inDatabase) ? .alter : nil
    }

    /// True for what is in both states of the merge, or of the side that it moved on.
    fileprivate var stays: Bool {
      switch side {
      case .models: isInModels
      case .database: isInDatabase
      case .both, .alike, .conflict: true
      }
    }
  }

  /// Sorted by id; what is part of another movement too.
  package private(set) var movements: [Movement]
  private let places: [ObjectID: Int]
  private let diff: Diff

  /// `diff` leads from the database to the models.
  package init(_ diff: Diff, since common: CommonState) {
    self.diff = diff
    var found = diff.changes.map { Self.movement($0, common) }
    found += Self.alike(diff, common)
    movements = found.sorted { $0.id < $1.id }
    places = Dictionary(uniqueKeysWithValues: movements.enumerated().map { ($1.id, $0) })
    joinFamilies()
    joinNeeds()
  }

  package subscript(_ id: ObjectID) -> Movement? { places[id].map { movements[$0] } }

  /// Each movement that stands for itself.
  package var shown: [Movement] { movements.filter { !$0.isPart } }
  /// What separates the two.
  package var apart: [Movement] { shown.filter { $0.side != .alike } }

  /// Each group of conflicts by its first.
  package var conflicts: [ObjectID: [Movement]] {
    Dictionary(grouping: shown.filter { $0.side == .conflict }) { $0.group ?? $0.id }
  }

  // MARK: - One object

  private static func movement(_ change: Change, _ common: CommonState) -> Movement {
    let base = common.attributes(change.id)
    let isInModels = change.new != nil
    let isInDatabase = change.old != nil
    let models = change.new?.comparedAttributes
    let database = change.old?.comparedAttributes
    func movement(_ side: Side, _ attributes: [Attribute] = []) -> Movement {
      Movement(
        id: change.id, side: side, attributes: attributes, wasThere: base != nil,
        isInModels: isInModels, isInDatabase: isInDatabase,
        hasMoved: (models != base, database != base))
    }
    if let models, let database {
      guard let base else { return movement(.conflict, attributes(change, nil)) }
      if base == database { return movement(.models, attributes(change, base)) }
      if base == models { return movement(.database, attributes(change, base)) }
      let moved = attributes(change, base)
      return movement(side(of: moved, change), moved + alike(models, database, base))
    }
    if base == database { return movement(.models) }
    if base == models { return movement(.database) }
    return movement(.conflict)
  }

  private static func attributes(_ change: Change, _ base: [String: String]?) -> [Attribute] {
    let models = change.new?.comparedAttributes
    let database = change.old?.comparedAttributes
    return change.attributes.map { attribute in
      let name = attribute.attribute
      let common = base?[name]
      let side: Side =
        common == database?[name] ? .models : common == models?[name] ? .database : .conflict
      return Attribute(
        name: name, side: side, common: common, models: attribute.new,
        database: attribute.old)
    }
  }

  private static func side(of moved: [Attribute], _ change: Change) -> Side {
    let sides = Set(moved.map(\.side))
    guard let side = sides.first, !sides.contains(.conflict) else { return .conflict }
    if sides.count == 1 { return side }
    func names(_ side: Side) -> Set<String> {
      Set(moved.filter { $0.side == side }.map(\.name))
    }
    guard let new = change.new, let old = change.old,
      joined(new, names(.models), old, names(.database)) != nil
    else { return .conflict }
    return .both
  }

  /// One object with what both have: the first with the second's attributes, or the other way round
  /// where some of the first's cannot be had apart from it.
  private static func joined(
    _ one: any SchemaObject, _ own: Set<String>, _ other: any SchemaObject, _ others: Set<String>
  ) -> (any SchemaObject)? {
    one.taking(others, from: other) ?? other.taking(own, from: one)
  }

  /// What both said otherwise then, and alike now.
  private static func alike(
    _ models: [String: String], _ database: [String: String], _ base: [String: String]
  ) -> [Attribute] {
    models.filter { database[$0.key] == $0.value && base[$0.key] != $0.value }
      .sorted { $0.key < $1.key }.map { name, value in
        Attribute(name: name, side: .alike, common: base[name], models: value, database: value)
      }
  }

  private static func alike(_ diff: Diff, _ common: CommonState) -> [Movement] {
    let now = diff.new.objects.filter {
      type(of: $0.value).isComparedUnasked && diff.change($0.key) == nil
    }
    let unasked = Set(ObjectKinds.all.filter { $0.isComparedUnasked }.map { $0.kind })
    let gone = common.ids.filter {
      diff.new[$0] == nil && diff.old[$0] == nil && unasked.contains($0.kind)
    }
    let goneNames = Set(gone.map(\.names))
    func belongs(_ names: ArraySlice<String>) -> Bool {
      names.count > 2 && (2..<names.count).contains { goneNames.contains(Array(names.prefix($0))) }
    }
    return now.compactMap { id, object in
      let base = common.attributes(id)
      let attributes = object.comparedAttributes
      guard base != attributes else { return nil }
      return Movement(
        id: id, side: .alike, attributes: base.map { alike(attributes, attributes, $0) } ?? [],
        wasThere: base != nil, isInModels: true, isInDatabase: true, hasMoved: (true, true),
        isPart: object.parent.map { common.attributes($0) == nil } ?? false)
    }
      + gone.map { id in
        Movement(
          id: id, side: .alike, attributes: [], wasThere: true, isInModels: false,
          isInDatabase: false, hasMoved: (true, true),
          // A remark's names start with the kind of what it is about.
          isPart: belongs(id.names[...]) || goneNames.contains(Array(id.names.dropFirst()))
            || belongs(id.names.dropFirst()))
      }
  }

  // MARK: - What goes together

  /// What comes or goes as a whole: the two may not have done different things within.
  private mutating func joinFamilies() {
    for place in movements.indices where movements[place].side != .alike {
      guard let root = root(of: movements[place].id), let above = places[root] else { continue }
      movements[place].isPart = true
      // What is not compared unasked goes with what it is said of.
      let isAsked = diff.change(movements[place].id).map {
        !type(of: $0.object).isComparedUnasked
      }
      if isAsked ?? false { continue }
      if movements[place].side != movements[above].side { movements[above].side = .conflict }
      let part = movements[place].hasMoved
      if part.inModels { movements[above].hasMoved.inModels = true }
      if part.inDatabase { movements[above].hasMoved.inDatabase = true }
    }
    for place in movements.indices where movements[place].side != .alike {
      guard let root = root(of: movements[place].id), let above = places[root] else { continue }
      movements[place].side = movements[above].side
    }
  }

  /// The topmost object that this one comes or goes with; nil when it stands for itself.
  package func root(of id: ObjectID) -> ObjectID? {
    var root: ObjectID?
    var next = (diff.new[id] ?? diff.old[id])?.parent
    while let parent = next {
      if let change = diff.change(parent), change.sort != .alter { root = parent }
      next = (diff.new[parent] ?? diff.old[parent])?.parent
    }
    return root
  }

  /// What one side brought and what the other side took away from under it.
  private mutating func joinNeeds() {
    var groups = Groups()
    for movement in movements where movement.side != .alike && movement.stays {
      let needs =
        (movement.side == .database ? [] : diff.new.needs(of: movement.id))
        + (movement.side == .models ? [] : diff.old.needs(of: movement.id))
      for id in needs {
        guard let needed = self[id], needed.side != .alike, !needed.stays else { continue }
        let pair = (root(of: movement.id) ?? movement.id, root(of: id) ?? id)
        guard pair.0 != pair.1 else { continue }
        groups.join(pair.0, pair.1)
        if let place = places[pair.0] { movements[place].against = pair.1 }
        if let place = places[pair.1] { movements[place].against = pair.0 }
      }
    }
    for place in movements.indices {
      let root = root(of: movements[place].id) ?? movements[place].id
      guard let first = groups.first(of: root) else { continue }
      movements[place].side = .conflict
      movements[place].group = first
    }
  }
}

/// Which ids belong together, each group called by its first.
private struct Groups {
  private var members: [ObjectID: Set<ObjectID>] = [:]

  mutating func join(_ one: ObjectID, _ other: ObjectID) {
    let all = (members[one] ?? [one]).union(members[other] ?? [other])
    for id in all { members[id] = all }
  }

  func first(of id: ObjectID) -> ObjectID? { members[id]?.min() }
}

// MARK: - Both together

extension ThreeWay {
  /// The models, unsettled, with what moved in the database, and each group of conflicts as it was
  /// decided: true for the models'. Of what is not compared unasked, new objects bring what `told` has.
  package func merged(
    into models: Snapshot, telling told: Snapshot, keepingModels: (ObjectID) -> Bool
  ) -> Snapshot {
    var replaced: [ObjectID: (any SchemaObject)?] = [:]
    for change in diff.changes {
      guard let movement = self[change.id] else { continue }
      let isTheirs: Bool
      switch movement.side {
      case .models, .alike: continue
      case .both: isTheirs = false
      case .database: isTheirs = true
      case .conflict: isTheirs = !keepingModels(movement.group ?? root(of: change.id) ?? change.id)
      }
      guard let new = change.new, let old = change.old, movement.side != .database else {
        let isCompared = type(of: change.object).isComparedUnasked
        if isTheirs { replaced[change.id] = .some(isCompared ? change.old : told[change.id]) }
        continue
      }
      func names(_ side: Side) -> Set<String> {
        Set(movement.attributes.filter { $0.side == side }.map(\.name))
      }
      let (kept, other) = isTheirs ? (old, new) : (new, old)
      let (own, others) =
        isTheirs ? (names(.database), names(.models)) : (names(.models), names(.database))
      let contested = names(.conflict)
      let object =
        movement.against == nil
        ? ThreeWay.joined(kept, own.union(contested), other, others) : nil
      replaced[change.id] = .some(object ?? kept)
    }
    return models.replacing(replaced, from: diff.old)
  }
}
