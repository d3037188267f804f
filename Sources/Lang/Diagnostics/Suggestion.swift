/// Finds the name a person probably meant.
///
/// Every "unknown …" message of the language asks here, and hosts may too, so that all of them
/// guess alike.
public enum Suggestion {
  /// The candidate nearest to `word`, or nil when none is near enough to be worth saying.
  public static func nearest<Names: Sequence<String>>(to word: String, in candidates: Names)
    -> String?
  {
    let target = Array(word.lowercased().utf8.prefix(64))
    guard !target.isEmpty else { return nil }
    // One letter may mean anything; the longer a word, the more of it may be wrong.
    guard target.count > 1 else { return nil }
    let limit = target.count <= 3 ? 1 : target.count <= 7 ? 2 : 3
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
      let name = Array(candidate.lowercased().utf8.prefix(64))
      guard abs(name.count - target.count) <= limit else { continue }
      let distance = distance(target, name)
      guard distance <= limit, distance < max(target.count, name.count) else { continue }
      if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// `did you mean "x"?`, or nil when nothing is near.
  public static func hint<Names: Sequence<String>>(for word: String, in candidates: Names)
    -> String?
  {
    nearest(to: word, in: candidates).map { "did you mean \"\($0)\"?" }
  }

  /// Insertions, deletions, replacements and swaps of neighbours, each one step.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older = [Int](repeating: 0, count: right.count + 1)
    var old = Array(0...right.count)
    var new = old
    for row in 0..<left.count {
      new[0] = row + 1
      for column in 0..<right.count {
        let cost = left[row] == right[column] ? 0 : 1
        var value = min(new[column] + 1, old[column + 1] + 1, old[column] + cost)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          value = min(value, older[column - 1] + 1)
        }
        new[column + 1] = value
      }
      (older, old, new) = (old, new, older)
    }
    return old[right.count]
  }
}
