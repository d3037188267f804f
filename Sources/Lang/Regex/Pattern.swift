/// A regular expression, compiled to a small program.
///
/// Matching takes time in proportion to the text and the pattern, never more: all ways are followed
/// side by side (Thompson's way), so no pattern can be made to hang. That is why there are no
/// back references and no look-around.
final class Pattern {
  enum Step {
    case scalar(UInt32)
    case any
    case set(ScalarSet)
    /// Both ways; the first is preferred.
    case split(Int, Int)
    case jump(Int)
    /// Notes the position as start or end of a group.
    case save(Int)
    case assert(Assertion)
    case match
  }

  enum Assertion {
    case start, end, lineStart, lineEnd, wordBorder, noWordBorder
  }

  let steps: [Step]
  let groupCount: Int
  /// The names of groups, by number.
  let names: [Int: String]

  init(steps: [Step], groupCount: Int, names: [Int: String]) {
    self.steps = steps.map { step in
      if case .set(let set) = step { .set(set.sorted) } else { step }
    }
    self.groupCount = groupCount
    self.names = names
  }

  /// Where a match and its groups lie, in bytes; -1 where a group took no part.
  typealias Slots = [Int]

  /// The first match at or behind an offset. `work` is called with what matching costs.
  func firstMatch(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, work: (Int) throws -> Void
  ) throws -> Slots? {
    var current = ThreadList(steps.count)
    var next = ThreadList(steps.count)
    var found: Slots?
    var position = start
    var previous = scalar(before: start, bytes)
    // Two lists of marks are made first.
    var pending = steps.count / 32
    let empty = Slots(repeating: -1, count: groupCount * 2)
    while true {
      let (here, width) = scalar(at: position, bytes)
      let place = Place(position: position, previous: previous, here: here, size: bytes.count)
      if found == nil { add(0, empty, to: &current, place) }
      if current.isEmpty, found != nil { break }
      pending += current.visited + 1
      if pending > 512 {
        try work(pending)
        pending = 0
      }
      next.clear()
      let behind = Place(
        position: position + width, previous: here,
        here: scalar(at: position + width, bytes).0, size: bytes.count)
      threads: for index in 0..<current.count {
        let thread = current[index]
        switch steps[thread.step] {
        case .scalar(let wanted):
          if here == wanted { add(thread.step + 1, thread.slots, to: &next, behind) }
        case .any:
          if let here, here != 10 { add(thread.step + 1, thread.slots, to: &next, behind) }
        case .set(let set):
          if let here, set.contains(here) { add(thread.step + 1, thread.slots, to: &next, behind) }
        case .match:
          found = thread.slots
          // Threads behind this one are less preferred.
          break threads
        case .split, .jump, .save, .assert: break
        }
      }
      swap(&current, &next)
      guard width > 0 else { break }
      position += width
      previous = here
    }
    try work(pending)
    return found
  }

  private struct Place {
    let position: Int
    let previous: UInt32?
    let here: UInt32?
    let size: Int
  }

  /// Follows all ways that take no character, with a stack of its own.
  private func add(_ step: Int, _ slots: Slots, to list: inout ThreadList, _ place: Place) {
    var work: [(step: Int, slots: Slots)] = [(step, slots)]
    while let (step, slots) = work.popLast() {
      guard !list.contains(step) else { continue }
      switch steps[step] {
      case .jump(let target):
        list.mark(step)
        work.append((target, slots))
      case .split(let first, let second):
        list.mark(step)
        work.append((second, slots))
        work.append((first, slots))
      case .save(let slot):
        list.mark(step)
        var slots = slots
        slots[slot] = place.position
        work.append((step + 1, slots))
      case .assert(let assertion):
        list.mark(step)
        if holds(assertion, place) { work.append((step + 1, slots)) }
      case .scalar, .any, .set, .match: list.append(step, slots)
      }
    }
  }

  private func holds(_ assertion: Assertion, _ place: Place) -> Bool {
    switch assertion {
    case .start: place.position == 0
    case .end: place.position == place.size
    case .lineStart: place.previous == nil || place.previous == 10
    case .lineEnd: place.here == nil || place.here == 10
    case .wordBorder: isWord(place.previous) != isWord(place.here)
    case .noWordBorder: isWord(place.previous) == isWord(place.here)
    }
  }

  private func isWord(_ scalar: UInt32?) -> Bool {
    scalar.map { ScalarSet.word.contains($0) } ?? false
  }

  private func scalar(at position: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt32?, Int) {
    guard position < bytes.count else { return (nil, 0) }
    let first = UInt32(bytes[position])
    if first < 0x80 { return (first, 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = first & (0xFF >> UInt32(length + 1))
    for offset in 1..<length where position + offset < bytes.count {
      value = value << 6 | UInt32(bytes[position + offset] & 0x3F)
    }
    return (value, min(length, bytes.count - position))
  }

  private func scalar(before position: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard position > 0 else { return nil }
    var start = position - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(at: start, bytes).0
  }
}

/// The ways that are being followed, each step at most once, in order of preference.
private struct ThreadList {
  private var threads: [(step: Int, slots: Pattern.Slots)] = []
  private var marks: [Int]
  private var generation = 1
  /// How many steps were looked at on the way here.
  private(set) var visited = 0

  init(_ size: Int) { marks = [Int](repeating: 0, count: size) }

  var isEmpty: Bool { threads.isEmpty }
  var count: Int { threads.count }
  subscript(index: Int) -> (step: Int, slots: Pattern.Slots) { threads[index] }

  func contains(_ step: Int) -> Bool { marks[step] == generation }
  mutating func mark(_ step: Int) {
    marks[step] = generation
    visited += 1
  }

  mutating func append(_ step: Int, _ slots: Pattern.Slots) {
    mark(step)
    threads.append((step, slots))
  }

  mutating func clear() {
    threads.removeAll(keepingCapacity: true)
    generation += 1
    visited = 0
  }
}

/// A set of code points: ranges, perhaps turned around.
struct ScalarSet {
  var ranges: [ClosedRange<UInt32>] = []
  var isNegated = false

  func contains(_ scalar: UInt32) -> Bool {
    if ranges.count <= 8 { return ranges.contains { $0.contains(scalar) } != isNegated }
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return (low < ranges.count && ranges[low].contains(scalar)) != isNegated
  }

  /// The same with its ranges in order, none of which touches another: large sets are searched.
  var sorted: ScalarSet {
    guard ranges.count > 8 else { return self }
    var result: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound &+ 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return ScalarSet(ranges: result, isNegated: isNegated)
  }

  static let digit = ScalarSet(ranges: [48...57])
  static let space = ScalarSet(ranges: [9...13, 32...32, 0xA0...0xA0])
  static let word = ScalarSet(ranges: [48...57, 65...90, 95...95, 97...122, 0xAA...0x10FFFF])

  func negated() -> ScalarSet { ScalarSet(ranges: ranges, isNegated: !isNegated) }

  /// The same as ranges that are not turned around.
  var plain: [ClosedRange<UInt32>] {
    guard isNegated else { return ranges }
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }
}
