/// Text as the machine holds it: UTF-8 in one allocation, with its length and hash beside it.
///
/// A Swift `String` in the value enum would make it 24 bytes wide and hash far slower; this type
/// exists for the registers and the maps. Length and positions count code points, as
/// PostgreSQL's `length` does, and comparison is by code point: the same on every machine.
public struct Text {
  var storage: TextStorage

  init(storage: TextStorage) { self.storage = storage }

  public init(_ string: String) {
    var string = string
    self = string.withUTF8 { Text(validated: $0) }
  }

  /// Copies bytes that are known to be valid UTF-8.
  init(validated bytes: UnsafeBufferPointer<UInt8>) {
    storage = TextStorage.make(capacity: bytes.count)
    storage.append(bytes)
  }

  /// Copies bytes and replaces what is not valid UTF-8.
  public init(decoding bytes: some Sequence<UInt8>) {
    self.init(String(decoding: Array(bytes), as: UTF8.self))
  }

  public static var empty: Text { Text("") }

  public var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// The number of code points.
  public var count: Int { storage.header.scalars }
  /// The number of UTF-8 bytes.
  public var byteCount: Int { storage.header.count }
  public var isEmpty: Bool { storage.header.count == 0 }
  var isASCII: Bool { storage.header.scalars == storage.header.count }

  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try storage.withUnsafeMutablePointers { header, elements in
      try body(UnsafeBufferPointer(start: elements, count: header.pointee.count))
    }
  }

  /// A never negative hash, remembered.
  var hash: Int { storage.hash }

  static func == (left: Text, right: Text) -> Bool {
    left.storage.isEqual(right.storage)
  }

  /// Negative, zero or positive, by code point.
  func compare(_ other: Text) -> Int {
    withBytes { a in
      other.withBytes { b in
        let common = min(a.count, b.count)
        var index = 0
        while index < common {
          if a[index] != b[index] { return Int(a[index]) - Int(b[index]) }
          index += 1
        }
        return a.count - b.count
      }
    }
  }

  /// Appends in place when nobody else holds this text.
  mutating func append(_ other: Text) {
    reserve(other.byteCount)
    storage.append(other.storage)
  }

  mutating func append(ascii byte: UInt8) {
    reserve(1)
    withUnsafePointer(to: byte) { storage.append(UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Makes sure that storage is ours alone and has room for so many more bytes.
  @inline(__always)
  mutating func reserve(_ extra: Int) {
    let needed = storage.header.count + extra
    if isKnownUniquelyReferenced(&storage), needed <= storage.header.capacity {
      storage.header.hash = -1
      return
    }
    grow(needed)
  }

  private mutating func grow(_ needed: Int) {
    let old = storage
    storage = TextStorage.make(capacity: max(needed, old.header.count * 2))
    old.withUnsafeMutablePointers { header, elements in
      storage.append(UnsafeBufferPointer(start: elements, count: header.pointee.count))
    }
  }

  /// A range of bytes; both ends must stand at code point borders.
  func bytes(_ start: Int, _ end: Int) -> Text {
    withBytes { Text(validated: UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }
}

/// The header in front of a text's bytes.
struct TextHeader {
  var count: Int
  var capacity: Int
  /// -1 until it was asked for.
  var hash: Int
  var scalars: Int
}

final class TextStorage: ManagedBuffer<TextHeader, UInt8> {
  static func make(capacity: Int) -> TextStorage {
    let room = max(capacity, 8)
    let buffer = TextStorage.create(minimumCapacity: room) { _ in
      TextHeader(count: 0, capacity: room, hash: -1, scalars: 0)
    }
    // `create` on this class makes an instance of this class.
    return unsafeDowncast(buffer, to: TextStorage.self)
  }

  /// A never negative hash, remembered.
  @inline(__always)
  var hash: Int {
    withUnsafeMutablePointers { header, elements in
      let known = header.pointee.hash
      if known >= 0 { return known }
      let hash = hashBytes(UnsafeBufferPointer(start: elements, count: header.pointee.count))
      header.pointee.hash = hash
      return hash
    }
  }

  @inline(__always)
  func isEqual(_ other: TextStorage) -> Bool {
    if self === other { return true }
    return withUnsafeMutablePointers { header, elements in
      other.withUnsafeMutablePointers { otherHeader, otherElements in
        header.pointee.count == otherHeader.pointee.count
          && equalBytes(elements, otherElements, header.pointee.count)
      }
    }
  }

  /// The caller has made sure that there is room.
  @inline(__always)
  func append(_ other: TextStorage) {
    other.withUnsafeMutablePointers { source, bytes in
      withUnsafeMutablePointers { header, elements in
        (elements + header.pointee.count).update(from: bytes, count: source.pointee.count)
        header.pointee.count += source.pointee.count
        header.pointee.scalars += source.pointee.scalars
      }
    }
  }

  /// The caller has made sure that there is room.
  @inline(__always)
  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    withUnsafeMutablePointers { header, elements in
      (elements + header.pointee.count).update(from: source, count: bytes.count)
      header.pointee.count += bytes.count
      header.pointee.scalars += countScalars(source, bytes.count)
    }
  }
}

@inline(__always)
func countScalars(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
  var continuations = 0
  var index = 0
  while index < count {
    continuations &+= bytes[index] & 0xC0 == 0x80 ? 1 : 0
    index &+= 1
  }
  return count - continuations
}

@inline(__always)
private func equalBytes(_ a: UnsafePointer<UInt8>?, _ b: UnsafePointer<UInt8>?, _ count: Int)
  -> Bool
{
  guard let a, let b else { return true }
  let left = UnsafeRawPointer(a)
  let right = UnsafeRawPointer(b)
  var index = 0
  while index &+ 8 <= count {
    if left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    {
      return false
    }
    index &+= 8
  }
  while index < count {
    if a[index] != b[index] { return false }
    index &+= 1
  }
  return true
}

/// Seeded per process, so that nobody can prepare keys that collide. Maps keep insertion order:
/// the seed never shows in any output.
private let hashSeed = UInt64(truncatingIfNeeded: "seed".hashValue) | 1

@inline(__always)
private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = a.multipliedFullWidth(by: b)
  return product.high ^ product.low
}

/// Never negative.
@inline(__always)
func hashBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var hash = TextHash(bytes.count)
  hash.add(bytes)
  return hash.value
}

/// The hash of bytes that may come in pieces; all but the last are multiples of eight long.
struct TextHash {
  private var hash: UInt64
  private var tail: UInt64 = 0

  @inline(__always)
  init(_ count: Int) { hash = hashSeed ^ UInt64(count) }

  @inline(__always)
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    let raw = UnsafeRawPointer(base)
    var index = 0
    while index &+ 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = fold(hash ^ word, 0x9E37_79B9_7F4A_7C15)
      index &+= 8
    }
    while index < bytes.count {
      tail = tail << 8 | UInt64(bytes[index])
      index &+= 1
    }
  }

  /// Never negative.
  @inline(__always)
  var value: Int { Int(fold(fold(hash ^ tail, 0xD6E8_FEB8_6659_FD93), hashSeed) >> 1) }
}

/// Never negative.
@inline(__always)
func hashInt(_ value: Int) -> Int {
  Int(fold(UInt64(bitPattern: Int64(value)) ^ hashSeed, 0x9E37_79B9_7F4A_7C15) >> 1)
}
