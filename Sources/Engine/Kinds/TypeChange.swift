import Postgres

/// How a column's values become values of another type.
enum TypeChange {
  /// ` using …` where PostgreSQL would not convert by itself.
  ///
  /// Every type converts to text and back; only where a cast exists does the server know better.
  static func using(from old: Column, to new: Column) -> SQL {
    let (source, target) = (base(old.type), base(new.type))
    if source == target { return "" }
    switch old.casts.context(from: source, to: target) {
    case .implicit, .assignment: return ""
    case .explicit: return " using \(name: new.id.name)::\(catalog: new.type)"
    case nil: break
    }
    // Anything is assigned to text as it is written; all else goes by way of its text.
    if ["text", "character varying", "character"].contains(target) { return "" }
    return " using \(name: new.id.name)::text::\(catalog: new.type)"
  }

  /// The type without its modifiers: `numeric(10,2)` → `numeric`.
  static func base(_ type: String) -> String {
    guard let open = type.firstIndex(of: "("), let close = type.lastIndex(of: ")") else {
      return type
    }
    return String(type[..<open]) + String(type[type.index(after: close)...])
  }
}
