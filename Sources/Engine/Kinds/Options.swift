import Postgres

/// Storage parameters, `name=value` as `reloptions` keeps them.
enum Options {
  /// ` with (fillfactor='70')`, or nothing.
  static func with(_ options: [String]) -> SQL {
    options.isEmpty ? "" : " with (\(options.map(assignment).joined()))"
  }

  /// The statements that bring one list to the other.
  static func change(_ alter: SQL, from old: [String], to new: [String]) -> [Statement] {
    let kept = Set(new.map(key))
    let gone = old.map(key).filter { !kept.contains($0) }
    let set = new.filter { !old.contains($0) }
    var statements: [Statement] = []
    if !gone.isEmpty {
      let list = gone.map(keyName).joined()
      statements.append(Statement("\(alter) reset (\(list))", lock: .shareUpdateExclusive))
    }
    if !set.isEmpty {
      let list = set.map(assignment).joined()
      statements.append(Statement("\(alter) set (\(list))", lock: .shareUpdateExclusive))
    }
    return statements
  }

  private static func key(_ option: String) -> String {
    option.split(separator: "=", maxSplits: 1).first.map(String.init) ?? option
  }

  private static func keyName(_ key: String) -> SQL {
    // `toast.autovacuum_enabled` is a name in a name space, not one quoted name.
    key.split(separator: ".", maxSplits: 1).map { SQL("\(name: String($0))") }
      .joined(separator: ".")
  }

  private static func assignment(_ option: String) -> SQL {
    guard let sign = option.firstIndex(of: "=") else { return keyName(option) }
    let value = String(option[option.index(after: sign)...])
    return "\(keyName(String(option[..<sign])))=\(literal: value)"
  }
}
