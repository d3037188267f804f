/// A word that an object had another name before: a rename, not a drop and a creation.
package struct Rename: Sendable, Hashable {
  /// The object under its new name, its kind as it is spoken of: "table", "type", "column".
  package let id: ObjectID
  /// What it was called.
  package let old: String

  package init(_ id: ObjectID, was old: String) {
    self.id = id
    self.old = old
  }

  package var oldID: ObjectID { ObjectID(id.kind, id.names.dropLast() + [old]) }

  /// The way back of all of them.
  package static func reversed(_ renames: [Rename]) -> [Rename] {
    var old: [[String]: String] = [:]
    for rename in renames { old[rename.id.names] = rename.old }
    return renames.map { rename in
      var names: [String] = []
      for (count, name) in rename.id.names.dropLast().enumerated() {
        names.append(old[Array(rename.id.names.prefix(count + 1))] ?? name)
      }
      return Rename(ObjectID(rename.id.kind, names + [rename.old]), was: rename.id.name)
    }
  }
}

/// Why a rename cannot be done.
package struct RenameError: Error, Sendable {
  package enum Reason: Sendable {
    /// Both names are there, and only one of them is wanted.
    case bothExist
    /// Each of two has been called as the other: nobody could tell whether it was done already.
    case swapped
    /// Neither name is there; only told of renames that must find something.
    case unknown
    /// PostgreSQL refused it.
    case refused(String)
  }

  package let rename: Rename
  package let reason: Reason
}

/// What renames mean for one state: which of them are still to be done, and in which order.
///
/// A name stays in a model after the rename has been done, so most find nothing to do.
struct RenameOrder {
  /// What is to be done, parents first.
  private(set) var pending: [Rename] = []
  /// The original names of what was renamed, by its new ones.
  private var originals: [[String]: [String]] = [:]
  private let old: NamedObjects
  private let new: NamedObjects
  private let asked: Set<Rename>
  private let isLenient: Bool

  /// Those that are `asked` for must find something. A lenient order passes over what cannot be
  /// done.
  init(
    _ renames: [Rename], asked: Set<Rename>, from old: Snapshot, to new: Snapshot, isLenient: Bool
  ) throws(RenameError) {
    self.asked = asked
    self.old = NamedObjects(old)
    self.new = NamedObjects(new)
    self.isLenient = isLenient
    let levels = Dictionary(grouping: Set(renames)) { $0.id.names.count }
    for (_, level) in levels.sorted(by: { $0.key < $1.key }) { try add(level) }
  }

  private mutating func add(_ level: [Rename]) throws(RenameError) {
    let level = level.sorted { ($0.id, $0.old) < ($1.id, $1.old) }
    let there = level.filter { old.has(original($0.oldID)) }
    for rename in level where asked.contains(rename) && !there.contains(rename) {
      guard old.has(original(rename.id)), new.has(rename.id) else {
        throw RenameError(rename: rename, reason: .unknown)
      }
    }
    var waiting: [Rename] = []
    for rename in there {
      let isTaken = old.has(original(rename.id))
      if isTaken, !there.contains(where: { $0.oldID == rename.id }) {
        // Wanted both: the new one is there already, and the old one is another's by now.
        if new.has(rename.oldID) { continue }
        if isLenient { continue }
        throw RenameError(rename: rename, reason: .bothExist)
      }
      waiting.append(rename)
    }
    // Whoever holds a name that another waits for goes first.
    while !waiting.isEmpty {
      let free = waiting.filter { rename in
        !waiting.contains { $0.oldID == rename.id && old.has(original(rename.id)) }
      }
      guard let first = free.first else {
        if isLenient { return }
        throw RenameError(rename: waiting[0], reason: .swapped)
      }
      waiting.removeAll { $0 == first }
      pending.append(first)
    }
    for rename in level where pending.contains(rename) {
      originals[rename.id.names] = original(rename.oldID).names
    }
  }

  /// The id in the old state of what stands below renamed parents.
  private func original(_ id: ObjectID) -> ObjectID {
    for count in stride(from: id.names.count - 1, to: 0, by: -1) {
      if let names = originals[Array(id.names.prefix(count))] {
        return ObjectID(id.kind, names + id.names.dropFirst(count))
      }
    }
    return id
  }
}

/// Finds objects by the words that people use for them.
package struct NamedObjects {
  private var objects: [[String]: [any SchemaObject]] = [:]

  package init(_ snapshot: Snapshot) {
    for object in snapshot.objects.values { objects[object.id.path, default: []].append(object) }
  }

  /// The objects of a spoken kind and name: of a routine, all that share it.
  package func all(_ spoken: ObjectID) -> [any SchemaObject] {
    let all = objects[spoken.names] ?? []
    let exact = all.filter { $0.id.kind == spoken.kind }
    // An enum is a type, too.
    let word = spoken.kind.rawValue + " "
    let found = exact.isEmpty ? all.filter { $0.reference.text.hasPrefix(word) } : exact
    return found.sorted { $0.id < $1.id }
  }

  /// Whatever has the name, of any kind.
  package func all(called path: [String]) -> [any SchemaObject] {
    (objects[path] ?? []).sorted { $0.id < $1.id }
  }

  /// What the spoken one is a member of, if no object of its own.
  func owner(ofMember spoken: ObjectID) -> (any SchemaObject)? {
    (objects[Array(spoken.names.dropLast())] ?? []).first { $0.members.contains(spoken.name) }
  }

  func has(_ spoken: ObjectID) -> Bool {
    !all(spoken).isEmpty || owner(ofMember: spoken) != nil
  }
}

extension ObjectID {
  /// The names without the arguments that tell overloaded functions apart.
  package var path: [String] {
    names.count > 1 && names.last?.hasPrefix("(") == true ? Array(names.dropLast()) : names
  }

  /// The same object under another name.
  func renamed(to name: String) -> ObjectID {
    let count = path.count
    return ObjectID(kind, names.prefix(count - 1) + [name] + names.dropFirst(count))
  }
}
