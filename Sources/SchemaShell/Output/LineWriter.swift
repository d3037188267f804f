/// Lines on their way to a descriptor: gathered for programs, at once for a person.
package final class LineWriter {
  private let descriptor: Int32
  private let isImmediate: Bool
  private var waiting: [UInt8] = []

  package init(descriptor: Int32, isImmediate: Bool) {
    self.descriptor = descriptor
    self.isImmediate = isImmediate
  }

  package func write(_ line: String) {
    waiting.append(contentsOf: line.utf8)
    waiting.append(UInt8(ascii: "\n"))
    if isImmediate || waiting.count >= 1 << 16 { flush() }
  }

  package func flush() {
    guard !waiting.isEmpty else { return }
    writeAll(waiting, to: descriptor)
    waiting.removeAll(keepingCapacity: true)
  }
}
