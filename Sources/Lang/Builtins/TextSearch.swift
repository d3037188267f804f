#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finding text in text, byte by byte: UTF-8 lets no character match inside another.
///
/// The time is in proportion to the text, whatever stands in it: a search that keeps comparing the
/// same bytes again goes on by Knuth, Morris and Pratt's rule.
enum TextSearch {
  private static let stretch = 1 << 16

  /// - Parameter work: told how much was looked through, in steps.
  static func find(
    _ part: Text, in text: Text, from start: Int, work: (Int) throws -> Void
  ) rethrows -> Int? {
    try part.withBytes { needle -> Int? in
      try text.withBytes { haystack -> Int? in
        guard !needle.isEmpty else { return start <= haystack.count ? start : nil }
        return try find(needle, haystack, from: start, work)
      }
    }
  }

  private static func find(
    _ needle: UnsafeBufferPointer<UInt8>, _ haystack: UnsafeBufferPointer<UInt8>, from start: Int,
    _ work: (Int) throws -> Void
  ) rethrows -> Int? {
    guard let base = haystack.baseAddress else { return nil }
    let last = haystack.count - needle.count
    var position = start
    var reported = start
    var compared = 0
    while position <= last {
      let end = min(last + 1, position + stretch)
      guard let found = memchr(base + position, Int32(needle[0]), end - position) else {
        position = end
        try work(stretch >> 6)
        continue
      }
      position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      var length = 1
      while length < needle.count, haystack[position + length] == needle[length] {
        length += 1
        if length % stretch == 0 { try work(stretch >> 4) }
      }
      if length == needle.count {
        try work((position - reported) >> 6)
        return position
      }
      compared += length
      if compared > 4 * (position - start) + 4096 {
        return try findLinearly(needle, haystack, from: position, work)
      }
      position += 1
      if position - reported > stretch {
        try work((position - reported) >> 4)
        reported = position
      }
    }
    return nil
  }

  private static func findLinearly(
    _ needle: UnsafeBufferPointer<UInt8>, _ haystack: UnsafeBufferPointer<UInt8>, from start: Int,
    _ work: (Int) throws -> Void
  ) rethrows -> Int? {
    // For each length of a match, how much of it is also the needle's beginning.
    var borders = [Int32](repeating: 0, count: needle.count)
    var length = 0
    for index in 1..<max(1, needle.count) {
      while length > 0, needle[index] != needle[length] { length = Int(borders[length - 1]) }
      if needle[index] == needle[length] { length += 1 }
      borders[index] = Int32(length)
      if index % stretch == 0 { try work(stretch >> 4) }
    }
    length = 0
    for index in start..<haystack.count {
      while length > 0, haystack[index] != needle[length] { length = Int(borders[length - 1]) }
      if haystack[index] == needle[length] { length += 1 }
      if length == needle.count { return index + 1 - length }
      if index % stretch == 0 { try work(stretch >> 4) }
    }
    return nil
  }

}

extension Text {
  /// - Parameter take: told how many bytes are needed, before they are taken.
  func replacing(
    _ old: Text, with new: Text, work: (Int) throws -> Void,
    take: (Int) throws -> Void
  ) rethrows -> Text {
    guard !old.isEmpty else { return self }
    var count = 0
    var position = 0
    while let found = try TextSearch.find(old, in: self, from: position, work: work) {
      count += 1
      position = found + old.byteCount
      if count & 0xFF == 0 { try work(256) }
    }
    guard count > 0 else { return self }
    let (growth, overflows) = count.multipliedReportingOverflow(by: new.byteCount - old.byteCount)
    try take(overflows ? .max : byteCount + growth + 48)
    var result = Text(storage: .make(capacity: byteCount + growth))
    position = 0
    while let found = try TextSearch.find(old, in: self, from: position, work: work) {
      try withBytes {
        try result.append(bytes: UnsafeBufferPointer(rebasing: $0[position..<found]), work: work)
      }
      try result.append(new, work: work)
      position = found + old.byteCount
      count += 1
      if count & 0xFF == 0 || new.byteCount > 4096 { try work(256 + new.byteCount >> 6) }
    }
    try withBytes {
      try result.append(bytes: UnsafeBufferPointer(rebasing: $0[position...]), work: work)
    }
    return result
  }

  mutating func append(bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    storage.append(bytes)
  }

  /// Calls the body with the two ends of each part.
  func split(
    _ separator: Text, limit: Int, work: (Int) throws -> Void, _ body: (Int, Int) throws -> Void
  ) rethrows {
    var position = 0
    var count = 1
    while count < limit,
      let found = try TextSearch.find(separator, in: self, from: position, work: work)
    {
      try body(position, found)
      position = found + separator.byteCount
      count += 1
    }
    try body(position, byteCount)
  }

  func trimmed(start: Bool, end: Bool, work: (Int) throws -> Void) rethrows -> Text {
    let (first, last) = try withBytes { bytes -> (Int, Int) in
      var (first, last) = (0, bytes.count)
      while start, first < last {
        var next = first + 1
        while next < last, bytes[next] & 0xC0 == 0x80 { next += 1 }
        guard Text.isBlank(bytes[first..<next]) else { break }
        if first & 0xFFFF > next & 0xFFFF { try work(1024) }
        first = next
      }
      while end, first < last {
        var previous = last - 1
        while previous > first, bytes[previous] & 0xC0 == 0x80 { previous -= 1 }
        guard Text.isBlank(bytes[previous..<last]) else { break }
        if previous & 0xFFFF > last & 0xFFFF { try work(1024) }
        last = previous
      }
      return (first, last)
    }
    return first == 0 && last == byteCount ? self : try bytes(first, last, work: work)
  }

  /// Is this one character a blank?
  private static func isBlank(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    if bytes.count == 1 { return Unicode.Scalar(bytes[bytes.startIndex]).properties.isWhitespace }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.first?.properties.isWhitespace
      ?? false
  }

  /// The text made anew in pieces, each from one of some thousand characters.
  func mapPieces(work: (Int) throws -> Void, _ body: (String) -> String) rethrows -> Text {
    var result = Text(storage: .make(capacity: byteCount))
    try forEachPiece { piece in
      try result.append(Text(body(piece)), work: work)
      try work(piece.utf8.count >> 4)
    }
    return result
  }
}
