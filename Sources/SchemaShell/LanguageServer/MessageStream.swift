#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Messages with a `Content-Length` in front, as the language server protocol frames them.
final class MessageStream {
  /// Larger messages are refused: a header is no reason to take all memory.
  private static let maximumLength = 1 << 26
  private let input: Int32
  private let output: Int32
  private var pending: [UInt8] = []

  init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// The next message's text; nil at the end of the input, and when what comes is no message.
  func next() -> String? {
    var length: Int?
    while let line = headerLine() {
      if line.isEmpty {
        guard let length, length >= 0, length <= MessageStream.maximumLength else { return nil }
        return body(length)
      }
      let pieces = line.split(separator: ":", maxSplits: 1)
      if pieces.count == 2, pieces[0].lowercased() == "content-length" {
        length = Int(pieces[1].drop { $0 == " " })
      }
    }
    return nil
  }

  func send(_ text: String) {
    _ = writeAll("Content-Length: \(text.utf8.count)\r\n\r\n" + text, to: output)
  }

  /// Without its line end.
  private func headerLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = pending[..<end]
        let text = String(
          decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        pending.removeSubrange(...end)
        return text
      }
      guard pending.count < 1 << 16, fill() else { return nil }
    }
  }

  private func body(_ length: Int) -> String? {
    while pending.count < length { guard fill() else { return nil } }
    defer { pending.removeSubrange(..<length) }
    return String(decoding: pending[..<length], as: UTF8.self)
  }

  private func fill() -> Bool {
    var count = 0
    let part = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
      repeat { count = read(input, buffer.baseAddress, 1 << 16) } while count < 0 && errno == EINTR
      initialized = max(0, count)
    }
    pending += part
    return count > 0
  }
}
