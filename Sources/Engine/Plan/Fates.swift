/// Decides what becomes of every object that a diff touches, and of those that depend on them.
///
/// A view cannot stay while its table's column changes type, nor a foreign key while its target's
/// primary key is replaced. From the changes themselves the consequences are followed along the
/// old state's dependencies until nothing more is disturbed.
struct Fates {
  enum Fate: Equatable {
    case create
    case drop
    case alter
    /// Dropped and created anew.
    case replace
    /// Replaced, and the old one steps aside until the new one holds what it held.
    case retire
  }

  let diff: Diff
  private(set) var fates: [ObjectID: Fate] = [:]
  /// Statements that tie an object which stays to one that is replaced.
  private(set) var reattachments: [ObjectID: [Statement]] = [:]
  private(set) var changes: [ObjectID: Change] = [:]
  private let dependants: [ObjectID: [ObjectID]]

  subscript(_ id: ObjectID) -> Fate? { fates[id] }

  init(_ diff: Diff) {
    self.diff = diff
    dependants = diff.isEmpty ? [:] : diff.old.dependants()
    var queue: [ObjectID] = []
    for change in diff.changes {
      let leader = change.old.flatMap(\.leader)
      changes[change.id] = (leader.flatMap { diff.change($0.id) }).map(change.following) ?? change
      switch change.sort {
      case .create: fates[change.id] = .create
      case .drop:
        fates[change.id] = .drop
        queue.append(change.id)
      case .alter:
        if change.remedies.contains(where: { if case .replace = $0 { true } else { false } }) {
          fates[change.id] = replacement(of: change.id)
          queue.append(change.id)
        } else {
          fates[change.id] = .alter
          if change.isAlone { queue.append(change.id) }
        }
      }
    }
    while let id = queue.popLast() {
      disturb(id, &queue)
      undoBond(of: id, &queue)
    }
  }

  private func replacement(of id: ObjectID) -> Fate {
    guard let old = diff.old[id], let new = diff.new[id] else { return .replace }
    return retirement(of: old, to: new) == nil ? .replace : .retire
  }

  func retirement(of old: any SchemaObject, to new: any SchemaObject) -> Retirement? {
    let retiring = Set(fates.filter { $0.value == .retire }.keys)
    func open<Object: SchemaObject>(_ old: Object) -> Retirement? {
      (new as? Object).flatMap { old.retirement(to: $0, in: diff, with: retiring) }
    }
    return open(old)
  }

  private mutating func undoBond(of id: ObjectID, _ queue: inout [ObjectID]) {
    guard let bond = diff.old[id]?.bond, fates[id] != .alter, fates[bond.through] == nil,
      fates[bond.object] == nil || fates[bond.object] == .alter
    else { return }
    fates[bond.object] = replacement(of: bond.object)
    queue.append(bond.object)
  }

  private mutating func disturb(_ id: ObjectID, _ queue: inout [ObjectID]) {
    guard let object = diff.old[id] else { return }
    let cause: Disturbance.Cause = fates[id] == .alter ? .altered : .replaced
    for other in dependants[id] ?? [] {
      guard let dependant = diff.old[other] else { continue }
      switch fates[other] {
      case .drop, .replace, .retire, .create: continue
      case .alter where !diff.new.needs(of: other).contains(id): continue
      case .alter, nil: break
      }
      let belongs = dependant.parent == id
      if belongs, cause == .replaced {
        fates[other] = replacement(of: other)
        queue.append(other)
        continue
      }
      let disturbance = Disturbance(
        object: object, cause: cause, replacement: diff.new[id], successor: diff.new[other])
      switch dependant.response(to: disturbance) {
      case .stay: break
      case .rebuild:
        fates[other] = replacement(of: other)
        queue.append(other)
      case .reattach(let statements):
        if fates[other] == nil {
          fates[other] = .alter
          reattachments[other] = statements
          queue.append(other)
        }
      }
    }
  }
}

extension Change {
  /// True when what depends on the object must be out of the way of its change.
  var isAlone: Bool {
    remedies.contains { if case .alterAlone = $0 { true } else { false } }
  }
}
