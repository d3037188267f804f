import Postgres

/// How a column's values become values of another type.
enum TypeChange {
  /// ` using …` where PostgreSQL would not convert by itself.
  static func using(from old: Column, to new: Column) -> SQL {
    isAutomatic(from: old, to: new) ? "" : " using \(value(of: old, as: new))"
  }

  /// The old column as a value of the new one's type.
  ///
  /// Every type converts to text and back; only where a cast exists does the server know better.
  static func value(of old: Column, as new: Column) -> SQL {
    let name = "\(name: new.id.name)" as SQL
    if isAutomatic(from: old, to: new) { return name }
    let hasCast = old.casts.context(from: base(old.type), to: base(new.type)) != nil
    return hasCast ? "\(name)::\(catalog: new.type)" : "\(name)::text::\(catalog: new.type)"
  }

  private static func isAutomatic(from old: Column, to new: Column) -> Bool {
    let (source, target) = (base(old.type), base(new.type))
    if source == target { return true }
    if let context = old.casts.context(from: source, to: target) { return context != .explicit }
    // Anything is assigned to text as it is written.
    return ["text", "character varying", "character"].contains(target)
  }

  /// The type without its modifiers: `numeric(10,2)` → `numeric`.
  static func base(_ type: String) -> String {
    guard let open = type.firstIndex(of: "("), let close = type.lastIndex(of: ")") else {
      return type
    }
    return String(type[..<open]) + String(type[type.index(after: close)...])
  }
}
