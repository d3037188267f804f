import Postgres

/// What a foreign data wrapper and its objects are set to, `name=value` as the catalogs keep it.
enum ForeignOptions {
  /// ` options (host 'x', port '1')`, or nothing.
  static func clause(_ options: [String]) -> SQL {
    options.isEmpty ? "" : " options (\(options.map { assignment($0) }.joined()))"
  }

  /// ` options (add host 'x', set port '2', drop user)`, or nothing.
  static func change(from old: [String], to new: [String]) -> SQL {
    let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }
    let kept = Set(new.map(name))
    var actions = old.map(name).filter { !kept.contains($0) }.map { SQL("drop \(name: $0)") }
    for option in new where before[name(option)] != option {
      let verb: SQL = before[name(option)] == nil ? "add" : "set"
      actions.append("\(verb) \(assignment(option))")
    }
    return actions.isEmpty ? "" : " options (\(actions.joined()))"
  }

  private static func name(_ option: String) -> String {
    String(option.prefix { $0 != "=" })
  }

  private static func assignment(_ option: String) -> SQL {
    let value = option.drop { $0 != "=" }.dropFirst()
    return "\(name: name(option)) \(literal: String(value))"
  }
}
