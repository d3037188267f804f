import Engine
import Lang

/// Which side gives way in each conflict: as the command says, else as a person answers.
struct Decisions {
  /// True where the models' stays, by the first of each group.
  private var kept: [ObjectID: Bool] = [:]

  /// Nil when the person would rather leave all as it is.
  init?(
    _ threeWay: ThreeWay, _ comparison: Comparison, _ call: CommandCall, _ session: Session
  ) throws {
    let conflicts = threeWay.conflicts.sorted { $0.key < $1.key }
    if let preferred = try call.text("preferring") {
      for (group, _) in conflicts { kept[group] = preferred == "models" }
      return
    }
    guard !conflicts.isEmpty else { return }
    guard let ask = session.console.ask, !session.assumesYes else {
      let list = conflicts.flatMap(\.value).prefix(50).map { "  \($0.id)" }
      throw call.failure(
        "both sides have changed, and not alike:\n" + list.joined(separator: "\n"),
        hint: "`merge preferring models` or `merge preferring database` decides for all of them; "
          + "in a terminal each is asked about")
    }
    for (group, movements) in conflicts {
      for movement in movements {
        session.console.warn("\(movement.id) has changed on both sides")
        for line in StatusText.sides(movement) { session.console.messages("  \(line)") }
      }
      guard let isOurs = Decisions.answer(ask) else { return nil }
      kept[group] = isOurs
    }
  }

  func keepsModels(_ group: ObjectID) -> Bool { kept[group] ?? true }

  private static func answer(_ ask: (String) -> String?) -> Bool? {
    while let answer = ask("keep the (m)odels' or the (d)atabase's, or (q)uit? ")?.lowercased() {
      switch answer {
      case "m", "models": return true
      case "d", "database": return false
      case "q", "quit": return nil
      default: continue
      }
    }
    return nil
  }
}
