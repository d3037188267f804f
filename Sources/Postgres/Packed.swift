/// Text and numbers packed into bytes, one behind the other, for files that only we read.
///
/// Whoever reads gets nil where the bytes end early or make no sense: such a file is made again.
package struct PackedWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Seven bits a byte, the lowest first.
  package mutating func add(_ number: Int) {
    var rest = UInt(bitPattern: number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Bytes whose count the reader knows.
  package mutating func append(_ content: some Collection<UInt8>) { bytes += content }

  package mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  package mutating func add(_ content: some Collection<UInt8>) {
    add(content.count)
    bytes += content
  }

  package mutating func add(_ list: [String]) {
    add(list.count)
    for text in list { add(text) }
  }

  /// All that was added, behind a mark of its form and a sum by which damage shows.
  package func sealed(_ form: String) -> [UInt8] {
    var head = PackedWriter()
    head.add(form)
    head.add(Checksum.of(bytes[...]))
    return head.bytes + bytes
  }
}

/// Reads what a `PackedWriter` wrote.
package struct PackedReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// Nil when the bytes have another form, or are damaged.
  package init?(_ sealed: [UInt8], form: String) {
    bytes = sealed[...]
    position = 0
    guard text() == form, let sum = number(), sum == Checksum.of(sealed[position...]) else {
      return nil
    }
  }

  /// A part of what another one reads.
  package init(_ part: ArraySlice<UInt8>) {
    bytes = part
    position = part.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  package mutating func number() -> Int? {
    var result: UInt = 0
    var shift: UInt = 0
    while position < bytes.endIndex, shift < 64 {
      let byte = bytes[position]
      position += 1
      result |= UInt(byte & 0x7F) << shift
      if byte < 0x80 { return Int(bitPattern: result) }
      shift += 7
    }
    return nil
  }

  package mutating func content() -> ArraySlice<UInt8>? {
    guard let count = number(), count >= 0, count <= bytes.endIndex - position else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Bytes that were appended without their count.
  package mutating func raw(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.endIndex - position else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func text() -> String? {
    content().map { String(decoding: $0, as: UTF8.self) }
  }

  package mutating func list() -> [String]? {
    // Every text takes a byte at least.
    guard let count = number(), count >= 0, count <= bytes.endIndex - position else { return nil }
    var list: [String] = []
    for _ in 0..<count {
      guard let text = text() else { return nil }
      list.append(text)
    }
    return list
  }
}

/// A sum by which damage shows. Word by word: it is taken of megabytes at a start.
private enum Checksum {
  static func of(_ bytes: ArraySlice<UInt8>) -> Int {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBytes { raw in
      var offset = 0
      while offset + 8 <= raw.count {
        sum = (sum ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x100_0000_01b3
        sum ^= sum >> 29
        offset += 8
      }
      while offset < raw.count {
        sum = (sum ^ UInt64(raw[offset])) &* 0x100_0000_01b3
        offset += 1
      }
    }
    return Int(truncatingIfNeeded: sum)
  }
}
