/// How far two states of one object are the same.
enum Agreement {
  /// In all that is compared of it.
  case whole
  /// In all that is told of it; what follows from the objects around it differs.
  case told
  case none
}

extension SchemaObject {
  func agreement(with other: any SchemaObject) -> Agreement {
    guard let other = other as? Self else { return .none }
    return self == other ? .whole : hasAttributes(of: other) ? .told : .none
  }
}
