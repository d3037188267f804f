import Postgres

/// What a foreign data wrapper and its objects are set to, `name=value` as the catalogs keep it.
enum ForeignOptions {
  /// ` options (host 'x', port '1')`, or nothing.
  static func clause(_ options: [String]) -> SQL {
    options.isEmpty ? "" : " options (\(options.map { assignment($0) }.joined()))"
  }

  /// ` options (add host 'x', set port '2', drop user)`, or nothing.
  static func change(from old: [String], to new: [String]) -> SQL {
    let before = Dictionary(old.map(halves)) { first, _ in first }
    let kept = Set(new.map { halves($0).name })
    var actions = old.map { halves($0).name }.filter { !kept.contains($0) }
      .map { SQL("drop \(name: $0.text)") }
    for option in new {
      let (name, value) = halves(option)
      guard before[name] != value else { continue }
      actions.append("\(before[name] == nil ? "add" : "set") \(assignment(option))")
    }
    return actions.isEmpty ? "" : " options (\(actions.joined()))"
  }

  private static func halves(_ option: String) -> (name: Spelling, value: Spelling) {
    let (name, value) = Options.halves(option)
    return (Spelling(name), Spelling(value ?? ""))
  }

  private static func assignment(_ option: String) -> SQL {
    let (name, value) = Options.halves(option)
    return "\(name: name) \(literal: value ?? "")"
  }
}
