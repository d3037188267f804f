#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known of the screen behind a file descriptor: whether there is one, what it can show
/// and how large it is at this moment.
package struct Terminal: Sendable {
  /// The one asked about sizes: a descriptor that is open on a terminal, or none.
  package let descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }

  package static let input = Terminal(descriptor: 0)
  package static let output = Terminal(descriptor: 1)
  package static let errors = Terminal(descriptor: 2)

  package var isPresent: Bool { isatty(descriptor) == 1 }

  /// A terminal without cursor movement, as Emacs' shell buffers and some CI systems have.
  package static var isDumb: Bool {
    guard let name = environment("TERM") else { return true }
    return name.isEmpty || name == "dumb"
  }

  /// Colour only where a person sees it and has not refused it (no-color.org).
  package var style: Style {
    let isRefused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    return Style(isColoured: isPresent && !Terminal.isDumb && !isRefused)
  }

  /// Columns and rows, or nil where there is no screen.
  package var size: (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}

extension Terminal {
  /// A line typed blindly; nil for `^C` and the end of the input.
  static func readSecret(to question: String) -> String? {
    var before = termios()
    let isTerminal = tcgetattr(0, &before) == 0
    if isTerminal {
      var blind = before
      blind.c_lflag &= ~tcflag_t(ECHO)
      // What was typed before the question is no answer to it.
      tcsetattr(0, TCSAFLUSH, &blind)
    }
    writeAll(question, to: 2)
    defer {
      if isTerminal { tcsetattr(0, TCSANOW, &before) }
      writeAll("\n", to: 2)
    }
    _ = Interrupts.takeInterrupt()
    var line: [UInt8] = []
    while true {
      let hasKey = Interrupts.awaitKey()
      if Interrupts.takeInterrupt() { return nil }
      guard hasKey else { continue }
      var byte: UInt8 = 0
      guard read(0, &byte, 1) == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}

/// An environment variable, or nil when it is not set.
package func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// Writes all of `text`, however the descriptor cuts it up; says whether the reader is still there.
@discardableResult
package func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
}

@discardableResult
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  var rest = bytes
  while let start = rest.baseAddress, !rest.isEmpty {
    let count = write(descriptor, start, rest.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
  return true
}
