/// The lines of one text that went and the lines of another that came, in their order.
struct LineDifference {
  /// Lines by their numbers, from 0.
  enum Line {
    case kept(Int, Int)
    case removed(Int)
    case added(Int)
  }

  let lines: [Line]
  private let old: [String]
  private let new: [String]

  /// Texts of thousands of lines are not compared line by line: all of the one went, all of the
  /// other came.
  init(from old: [String], to new: [String]) {
    self.old = old
    self.new = new
    guard old.count < 2000, new.count < 2000 || old == new else {
      lines = old.indices.map(Line.removed) + new.indices.map(Line.added)
      return
    }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let place, _, _): removed.insert(place)
      case .insert(let place, _, _): inserted.insert(place)
      }
    }
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        lines.append(.removed(left))
        left += 1
      } else if right < new.count, inserted.contains(right) {
        lines.append(.added(right))
        right += 1
      } else {
        lines.append(.kept(left, right))
        left += 1
        right += 1
      }
    }
    self.lines = lines
  }

  /// What differs alone: `- gone`, `+ come`.
  func marked(_ style: Style) -> [String] {
    lines.compactMap { line in
      switch line {
      case .kept: nil
      case .removed(let number): style.apply(.removed, to: "- \(old[number])")
      case .added(let number): style.apply(.added, to: "+ \(new[number])")
      }
    }
  }
}
