/// What changes say that is to be done, as statements.
extension Change {
  /// The statements that make the change in place, in the order of the kind's rules.
  func statements(late: Bool) -> [Statement] {
    var result: [Statement] = []
    var isRedefined = false
    for remedy in remedies {
      switch remedy {
      case .alter(let statements), .alterAlone(let statements):
        if !late { result += statements }
      case .alterLate(let statements):
        if late { result += statements }
      case .redefine:
        if !late, !isRedefined, let old, let new { result += Self.redefinition(of: old, as: new) }
        isRedefined = true
      case .letGo, .replace, .replaceParent: break
      }
    }
    return result
  }

  private static func redefinition(
    of old: any SchemaObject, as new: any SchemaObject
  ) -> [Statement] {
    func open<Object: SchemaObject>(_ new: Object) -> [Statement] {
      (old as? Object).map { new.redefine(from: $0) } ?? []
    }
    return open(new)
  }
}

extension Diff {
  /// The statements that turn one object into another where it stands.
  static func changeStatements(
    from old: any SchemaObject, to new: any SchemaObject
  ) -> [Statement] {
    guard let change = compare(old, new) else { return [] }
    let lettingGo = change.remedies.reduce(into: [Statement]()) { known, remedy in
      guard case .letGo(let statements) = remedy else { return }
      known += statements.filter { !known.contains($0) }
    }
    return lettingGo + change.statements(late: false) + change.statements(late: true)
  }
}
