import Postgres

/// Storage parameters, `name=value` as `reloptions` keeps them.
enum Options {
  /// ` with (fillfactor='70')`, or nothing.
  static func with(_ options: [String]) -> SQL {
    options.isEmpty ? "" : " with (\(options.map(assignment).joined()))"
  }

  /// The statements that bring one list to the other.
  static func change(
    _ alter: SQL, from old: [String], to new: [String], lock: LockMode = .shareUpdateExclusive,
    on subject: ObjectID? = nil
  ) -> [Statement] {
    let kept = Set(new.map(key))
    var gone = old.map(key).filter { !kept.contains($0) }
    let known = Set(old.map(Spelling.init))
    var set = new.filter { !known.contains(Spelling($0)) }
    // What stays keeps its place before what is set; another order is made from nothing.
    let changed = Set(set.map(key))
    let staying = old.filter { kept.contains(key($0)) && !changed.contains(key($0)) }
    if (staying + set).map(key) != new.map(key) { (gone, set) = (old.map(key), new) }
    var statements: [Statement] = []
    if !gone.isEmpty {
      let list = gone.map(keyName).joined()
      statements.append(Statement("\(alter) reset (\(list))", lock: lock, subject: subject))
    }
    if !set.isEmpty {
      let list = set.map(assignment).joined()
      statements.append(Statement("\(alter) set (\(list))", lock: lock, subject: subject))
    }
    return statements
  }

  /// The two sides of the first `=`, byte by byte: what follows it may be a mark that to Swift makes
  /// one character with it. No value where there is no `=`.
  static func halves(_ option: String) -> (name: String, value: String?) {
    let text = option.utf8
    guard let sign = text.firstIndex(of: UInt8(ascii: "=")) else { return (option, nil) }
    let value = text[text.index(after: sign)...]
    return (String(Substring(text[..<sign])), String(Substring(value)))
  }

  private static func key(_ option: String) -> String { halves(option).name }

  private static func keyName(_ key: String) -> SQL {
    // `toast.autovacuum_enabled` is a name in a name space, not one quoted name.
    key.split(separator: ".", maxSplits: 1).map { SQL("\(name: String($0))") }
      .joined(separator: ".")
  }

  private static func assignment(_ option: String) -> SQL {
    let (key, value) = halves(option)
    return value.map { "\(keyName(key))=\(literal: $0)" } ?? keyName(key)
  }
}
