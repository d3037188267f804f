/// A sum of names by which ids are told apart: another one in every process, so that nobody can
/// choose names whose sums are the same.
struct Digest: Equatable, Sendable {
  private(set) var sum = Digest.seed

  private static let seed = UInt64.random(in: .min ... .max)

  func adding(_ name: String) -> Digest {
    var name = name
    var copy = self
    name.withUTF8 { copy.add(UnsafeRawBufferPointer($0)) }
    return copy
  }

  /// Word by word; the count tells a name from one that is longer by zeros.
  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(truncatingIfNeeded: bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      add(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    guard offset < bytes.count else { return }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    add(rest)
  }

  private mutating func add(_ word: UInt64) { sum = Digest.mixed(sum ^ word) }

  /// Every bit of the result depends on every bit of `word`.
  static func mixed(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    return product.high ^ product.low
  }
}
