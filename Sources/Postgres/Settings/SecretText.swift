/// Finds passwords in text that a person typed, so that no history, log or error shows them.
///
/// Secrets are told by their form, not by a list of commands: the password of a connection URL, and
/// what follows the word `password`, as in `password=…`, `PASSWORD '…'`, `password: …`, `PGPASSWORD=…`.
package struct SecretText {
  private let bytes: [UInt8]
  private var secrets: [Range<Int>] = []

  package init(_ text: String) {
    bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let end = urlSecret(at: index) ?? wordSecret(at: index)
      guard let end, !end.isEmpty else {
        index += 1
        continue
      }
      secrets.append(end)
      index = end.upperBound
    }
  }

  package var holdsSecret: Bool { !secrets.isEmpty }

  /// The text with `***` for each secret.
  package var masked: String {
    var result: [UInt8] = []
    var index = 0
    for secret in secrets {
      result += bytes[index..<secret.lowerBound]
      result += Array("***".utf8)
      index = secret.upperBound
    }
    result += bytes[index...]
    return String(decoding: result, as: UTF8.self)
  }

  /// `://user:SECRET@`, up to the last `@` of the word.
  private func urlSecret(at index: Int) -> Range<Int>? {
    guard bytes[index...].starts(with: "://".utf8) else { return nil }
    let start = index + 3
    let end = bytes[start...].firstIndex { isBlank($0) || isQuote($0) } ?? bytes.count
    guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
      let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return colon + 1..<at
  }

  private func wordSecret(at index: Int) -> Range<Int>? {
    let word = "password"
    guard index + word.utf8.count < bytes.count,
      zip(bytes[index...], word.utf8).allSatisfy({ $0 | 0x20 == $1 })
    else { return nil }
    var start = skipBlanks(from: index + word.utf8.count)
    // A quoted keyword, as in JSON.
    if start < bytes.count, isQuote(bytes[start]), isAssignment(at: skipBlanks(from: start + 1)) {
      start = skipBlanks(from: start + 1)
    }
    let isAssigned = isAssignment(at: start)
    if isAssigned { start = skipBlanks(from: start + 1) }
    guard start < bytes.count else { return nil }
    if bytes[start] | 0x20 == UInt8(ascii: "e"), start + 1 < bytes.count, bytes[start + 1] == 0x27 {
      start += 1
    }
    if isQuote(bytes[start]) { return quoted(from: start) }
    if bytes[start] == UInt8(ascii: "$"), let range = dollarQuoted(from: start) { return range }
    guard isAssigned else { return nil }
    let end = bytes[start...].firstIndex { isBlank($0) || isQuote($0) || $0 == UInt8(ascii: "&") }
    return start..<(end ?? bytes.count)
  }

  private func isAssignment(at index: Int) -> Bool {
    index < bytes.count && (bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":"))
  }

  /// What stands between the quotes; a doubled or escaped quote is part of it.
  private func quoted(from start: Int) -> Range<Int> {
    let quote = bytes[start]
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if bytes[index] == quote {
        guard index + 1 < bytes.count, bytes[index + 1] == quote else { break }
        index += 2
      } else {
        index += 1
      }
    }
    return start + 1..<min(index, bytes.count)
  }

  /// `$$…$$` or `$tag$…$tag$`, all of it.
  private func dollarQuoted(from start: Int) -> Range<Int>? {
    guard let close = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "$")) else { return nil }
    let tag = bytes[start...close]
    guard tag.dropFirst().dropLast().allSatisfy({ !isBlank($0) && !isQuote($0) }) else {
      return nil
    }
    var index = close + 1
    while index < bytes.count, !bytes[index...].starts(with: tag) { index += 1 }
    return close + 1..<min(index, bytes.count)
  }

  private func skipBlanks(from start: Int) -> Int {
    bytes[min(start, bytes.count)...].firstIndex { !isBlank($0) } ?? bytes.count
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
  }
}
