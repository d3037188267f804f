#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work on texts of any length, done in pieces.
///
/// To copy a hundred megabytes takes longer than a run may go on after somebody has stopped it. So
/// what is long is copied, compared and counted piece by piece, and each piece is reported.
extension Text {
  /// What is done in one go: about a third of a millisecond.
  static let piece = 1 << 20

  /// Told how much work is done, in steps; throws when the run must end.
  typealias Work = (Int) throws -> Void

  static func inPieces(
    _ bytes: UnsafeBufferPointer<UInt8>, work: Work,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    var start = 0
    while start < bytes.count {
      let end = min(start + piece, bytes.count)
      try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
      try work((end - start) >> 6)
      start = end
    }
  }

  /// Appends in place when nobody else holds this text.
  @inline(__always)
  mutating func append(_ other: Text, work: Work) rethrows {
    let isShort = max(other.byteCount, byteCount) <= Text.piece
    if isShort { append(other) } else { try appendLong(other, work: work) }
  }

  private mutating func appendLong(_ other: Text, work: Work) rethrows {
    try other.withBytes { try append(bytes: $0, work: work) }
  }

  mutating func append(bytes: UnsafeBufferPointer<UInt8>, work: Work) rethrows {
    try reserve(bytes.count, work: work)
    try Text.inPieces(bytes, work: work) { storage.append($0) }
  }

  private mutating func reserve(_ extra: Int, work: Work) rethrows {
    let needed = byteCount + extra
    if isKnownUniquelyReferenced(&storage), needed <= storage.header.capacity {
      storage.header.hash = -1
      return
    }
    let grown = Text(storage: .make(capacity: max(needed, byteCount * 2)))
    try withBytes { try Text.inPieces($0, work: work) { grown.storage.append($0) } }
    storage = grown.storage
  }

  /// A range of bytes; both ends must stand at code point borders.
  func bytes(_ start: Int, _ end: Int, work: Work) rethrows -> Text {
    guard end - start > Text.piece else { return bytes(start, end) }
    var part = Text(storage: .make(capacity: end - start))
    try withBytes {
      try part.append(bytes: UnsafeBufferPointer(rebasing: $0[start..<end]), work: work)
    }
    return part
  }

  /// The code points in a range of positions, clipped to the text.
  func slice(_ from: Int, _ to: Int, work: Work) rethrows -> Text {
    let start = try byteOffset(ofScalar: from, work: work)
    let end = max(start, try byteOffset(ofScalar: to, work: work))
    return try bytes(start, end, work: work)
  }

  /// The byte offset of a code point; `index` is clipped to the text.
  private func byteOffset(ofScalar index: Int, work: Work) rethrows -> Int {
    if index >= count { return byteCount }
    if isASCII || index <= 0 { return max(index, 0) }
    return try withBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      let block = 1 << 14
      var left = index
      var offset = 0
      while offset < bytes.count {
        let size = min(block, bytes.count - offset)
        let starts = countScalars(base + offset, size)
        if starts > left { break }
        left -= starts
        offset += size
        try work(size >> 6)
      }
      while offset < bytes.count {
        if bytes[offset] & 0xC0 != 0x80 {
          if left == 0 { break }
          left -= 1
        }
        offset += 1
      }
      return offset
    }
  }

  /// How many code points stand in front of a byte.
  func position(ofByte offset: Int, work: Work) rethrows -> Int {
    guard !isASCII else { return offset }
    var count = 0
    try withBytes { bytes in
      try Text.inPieces(UnsafeBufferPointer(rebasing: bytes[..<offset]), work: work) {
        if let base = $0.baseAddress { count += countScalars(base, $0.count) }
      }
    }
    return count
  }

  func isEqual(_ other: Text, work: Work) rethrows -> Bool {
    if storage === other.storage { return true }
    guard byteCount == other.byteCount else { return false }
    return try compare(other, work: work) == 0
  }

  /// Negative, zero or positive, by code point.
  func compare(_ other: Text, work: Work) rethrows -> Int {
    let common = min(byteCount, other.byteCount)
    guard common > Text.piece else { return compare(other) }
    return try withBytes { a in
      try other.withBytes { b in
        var start = 0
        while start < common, let left = a.baseAddress, let right = b.baseAddress {
          let size = min(Text.piece, common - start)
          let order = memcmp(left + start, right + start, size)
          if order != 0 { return Int(order) }
          start += size
          try work(size >> 6)
        }
        return a.count - b.count
      }
    }
  }

  /// Does the part stand at this byte?
  func holds(_ part: Text, at offset: Int, work: Work) rethrows -> Bool {
    guard offset >= 0, offset + part.byteCount <= byteCount else { return false }
    return try withBytes { bytes in
      var start = offset
      var isSame = true
      try part.withBytes {
        try Text.inPieces($0, work: work) { piece in
          guard isSame, let base = bytes.baseAddress, let wanted = piece.baseAddress else { return }
          isSame = memcmp(base + start, wanted, piece.count) == 0
          start += piece.count
        }
      }
      return isSame
    }
  }

  /// Makes sure that the hash is known, so that to ask for it takes no time.
  func hash(work: Work) rethrows {
    guard storage.header.hash < 0 else { return }
    try withBytes { bytes in
      var hash = TextHash(bytes.count)
      try Text.inPieces(bytes, work: work) { hash.add($0) }
      storage.header.hash = hash.value
    }
  }

  /// Calls the body with the text in pieces of some thousand characters.
  func forEachPiece(_ body: (String) throws -> Void) rethrows {
    let size = 1 << 14
    var position = 0
    while position < byteCount {
      let piece = withBytes { bytes -> String in
        var end = Swift.min(position + size, bytes.count)
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        defer { position = end }
        return String(
          decoding: UnsafeBufferPointer(rebasing: bytes[position..<end]), as: UTF8.self)
      }
      try body(piece)
    }
  }
}
