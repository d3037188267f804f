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
    return goesByText(from: old, to: new)
      ? "\(name)::text::\(catalog: new.type)" : "\(name)::\(catalog: new.type)"
  }

  private static func goesByText(from old: Column, to new: Column) -> Bool {
    !isAutomatic(from: old, to: new)
      && old.casts.context(from: base(old.type), to: base(new.type)) == nil
  }

  private static func isAutomatic(from old: Column, to new: Column) -> Bool {
    let (source, target) = (base(old.type), base(new.type))
    if source == target { return true }
    // Every value of a domain is one of its base type.
    if let plain = plain(old.type, in: old.casts), plain != old.type, plain == new.type {
      return true
    }
    if let context = old.casts.context(from: source, to: target) { return context != .explicit }
    // Anything is assigned to text as it is written.
    return ["text", "character varying", "character"].contains(target)
  }

  /// Whether there is a value of the new type for every one of the old.
  static func isSafe(from old: Column, to new: Column) -> Bool {
    guard isAutomatic(from: old, to: new), !hasConditions(new.type, in: new.casts),
      let source = plain(old.type, in: old.casts), let target = plain(new.type, in: new.casts),
      modifier(target).isEmpty
    else { return false }
    let (from, to) = (base(source), base(target))
    if ["text", "character varying"].contains(to) { return true }
    let exact = ["smallint", "integer", "bigint", "numeric"]
    guard let place = exact.firstIndex(of: from) else {
      return from == "real" && to == "double precision"
    }
    return exact.dropFirst(place + 1).contains(to)
      || from != "numeric" && ["real", "double precision"].contains(to)
  }

  /// Whether the rows are written anew: not where the values of both types are the same on disk.
  static func rewrites(from old: Column, to new: Column, byText: Bool) -> Bool {
    if old.isForeign { return false }
    guard let source = plain(old.type, in: old.casts), let target = plain(new.type, in: new.casts)
    else { return true }
    let casts = old.casts
    // A length that only the domain knows is not taken on trust.
    let isNarrow = !modifier(target).isEmpty
    if hasConditions(new.type, in: new.casts) || source != old.type && isNarrow { return true }
    return byText || goesByText(from: old, to: new)
      ? !isSame(source, "text", casts) || !isSame("text", target, casts)
      : !isSame(source, target, casts)
  }

  /// What must be so for the rows to stay as they are, where a plan cannot know it.
  static func exception(from old: Column, to new: Column) -> String? {
    let types = [plain(old.type, in: old.casts), plain(new.type, in: new.casts)].map {
      $0.map(base)
    }
    // At an offset of nothing the same number says the same moment in both.
    let moments = ["timestamp without time zone", "timestamp with time zone"]
    guard isAutomatic(from: old, to: new), types == moments || types == moments.reversed(),
      let target = plain(new.type, in: new.casts), modifier(target).isEmpty,
      !hasConditions(new.type, in: new.casts)
    else { return nil }
    return "the session's time zone is UTC"
  }

  /// What the values of a type are on disk: those of a domain are its base type's.
  private static func plain(_ type: String, in casts: Casts) -> String? {
    var type = type
    for _ in 0..<32 {
      guard let domain = casts.base(of: type) else { return type }
      type = domain.type
    }
    return nil
  }

  /// Such values are made anew, one by one.
  private static func hasConditions(_ type: String, in casts: Casts) -> Bool {
    guard let domain = casts.base(of: type) else { return false }
    return domain.hasConditions || hasConditions(domain.type, in: casts)
  }

  private static func isSame(_ source: String, _ target: String, _ casts: Casts) -> Bool {
    let (from, to) = (base(source), base(target))
    if from == to { return isWider(to, modifier(source), modifier(target)) }
    return casts.isRelabelling(from: from, to: to) && modifier(target).isEmpty
  }

  /// Whether every value that fits the one length or precision fits the other as it is.
  private static func isWider(_ type: String, _ old: [Int], _ new: [Int]) -> Bool {
    if old == new { return true }
    switch type {
    case "character varying", "bit varying", "timestamp without time zone",
      "timestamp with time zone", "time without time zone", "time with time zone":
      return new.isEmpty || !old.isEmpty && old[0] <= new[0]
    case "numeric":
      if new.isEmpty { return true }
      guard let precision = old.first, let wider = new.first else { return false }
      return precision <= wider && old.dropFirst().first ?? 0 == new.dropFirst().first ?? 0
    default: return false
    }
  }

  /// `numeric(10,2)` → 10, 2.
  private static func modifier(_ type: String) -> [Int] {
    guard let open = type.firstIndex(of: "("), let close = type.lastIndex(of: ")"), open < close
    else { return [] }
    return type[type.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.filter { !$0.isWhitespace })
    }
  }

  /// The type without its modifiers: `numeric(10,2)` → `numeric`.
  static func base(_ type: String) -> String {
    guard let open = type.firstIndex(of: "("), let close = type.lastIndex(of: ")") else {
      return type
    }
    return String(type[..<open]) + String(type[type.index(after: close)...])
  }
}
