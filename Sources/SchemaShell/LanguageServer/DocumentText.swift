import Lang

/// Places as the protocol counts them: lines and UTF-16 units, both from 0.
struct DocumentText {
  private let bytes: [UInt8]
  private let lineStarts: [Int]

  init(_ source: Source) {
    bytes = source.bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    lineStarts = starts
  }

  /// Past the end of a line it is the line's end.
  func offset(line: Int, character: Int) -> Int {
    guard line >= 0 else { return 0 }
    guard line < lineStarts.count else { return bytes.count }
    let end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    var offset = lineStarts[line]
    var left = character
    while offset < end, left > 0 {
      let length = scalarLength(bytes[offset])
      left -= length == 4 ? 2 : 1
      offset += length
    }
    return min(offset, end)
  }

  func range(_ span: Span) -> Value {
    .map(["start": position(span.start), "end": position(span.end)])
  }

  private func position(_ offset: Int) -> Value {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    var character = 0
    var index = lineStarts[low]
    while index < offset {
      let length = scalarLength(bytes[index])
      character += length == 4 ? 2 : 1
      index += length
    }
    return .map(["line": .int(low), "character": .int(character)])
  }

  private func scalarLength(_ first: UInt8) -> Int {
    first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }

  // MARK: Addresses

  /// `file:///a%20b` is `/a b`; other addresses stay as they are.
  static func path(of uri: String) -> String {
    guard uri.hasPrefix("file://") else { return uri }
    var bytes: [UInt8] = []
    var rest = Array(uri.utf8.dropFirst("file://".utf8.count))[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func uri(of path: String) -> String {
    guard path.hasPrefix("/") else { return path }
    var uri = "file://"
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        byte < 0x80
        && (scalar.properties.isAlphabetic || "0123456789-._~/".unicodeScalars.contains(scalar))
      if isPlain {
        uri.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return uri
  }
}
