/// Places in a list, found by a hash: what a dictionary is made of, without its keys and values.
///
/// A snapshot has hundreds of thousands of objects and asks for them in several ways; here each
/// way costs eight bytes, and a dictionary ten times that.
struct PlaceTable: Sendable {
  /// The upper half of a hash, and behind it a place; `free` where there is none. A power of two.
  private var slots: [UInt64] = []
  private(set) var count = 0

  private static let free = UInt64.max

  /// The place of that hash that is the right one.
  func find(_ hash: UInt64, _ isRight: (Int) -> Bool) -> Int? {
    guard count > 0 else { return nil }
    let mark = hash >> 32
    return slots.withUnsafeBufferPointer { slots in
      var index = Self.start(mark, slots.count)
      while slots[index] != Self.free {
        if slots[index] >> 32 == mark {
          let place = Int(truncatingIfNeeded: slots[index] & 0xffff_ffff)
          if isRight(place) { return place }
        }
        index = (index + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  /// Adds a place that is not there yet.
  mutating func add(_ hash: UInt64, _ place: Int) {
    reserve(1)
    Self.put((hash & ~0xffff_ffff) | UInt64(truncatingIfNeeded: place), in: &slots)
    count += 1
  }

  /// Makes room for so many more.
  mutating func reserve(_ more: Int) {
    // At most two thirds are taken, so that what is not there is soon found not to be.
    guard (count + more) * 3 > slots.count * 2 else { return }
    var size = max(16, slots.count)
    while (count + more) * 3 > size * 2 { size *= 2 }
    var larger = [UInt64](repeating: Self.free, count: size)
    for slot in slots where slot != Self.free { Self.put(slot, in: &larger) }
    slots = larger
  }

  private static func put(_ slot: UInt64, in slots: inout [UInt64]) {
    slots.withUnsafeMutableBufferPointer { slots in
      var index = start(slot >> 32, slots.count)
      while slots[index] != free { index = (index + 1) & (slots.count - 1) }
      slots[index] = slot
    }
  }

  private static func start(_ mark: UInt64, _ size: Int) -> Int {
    Int(truncatingIfNeeded: mark) & (size - 1)
  }
}
