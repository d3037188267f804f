/// One line at the foot of the screen that tells how far a long task is; gone when it is done.
package final class ProgressLine {
  private let descriptor: Int32
  private var isShown = false

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Nil clears the line.
  package func show(_ text: String?) {
    guard let text else {
      if isShown { writeAll("\r\u{1B}[K", to: descriptor) }
      isShown = false
      return
    }
    let width = Terminal(descriptor: descriptor).size?.columns ?? 80
    writeAll("\r\u{1B}[K" + ProgressLine.shortened(text, to: width - 1), to: descriptor)
    isShown = true
  }

  /// A line that wrapped could not be cleared again.
  static func shortened(_ text: String, to width: Int) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var kept = ""
    var used = 0
    for character in text {
      used += DisplayWidth.of(String(character))
      guard used < width else { break }
      kept.append(character)
    }
    return kept + "…"
  }
}
