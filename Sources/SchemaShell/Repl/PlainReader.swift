#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads entries line by line, without an editor: where the output is no terminal that could show
/// one.
package final class PlainReader: LineReading {
  private let completeness: (String) -> Completeness

  package init(completeness: @escaping (String) -> Completeness) {
    self.completeness = completeness
  }

  package func readEntry(prompt: Prompt) -> Reading {
    writeAll(prompt.plainText, to: 2)
    guard var entry = readLine(strippingNewline: true) else { return .end }
    while completeness(entry) != .complete, let line = readLine(strippingNewline: true) {
      entry += "\n" + line
    }
    return .entry(entry)
  }

  package func readAnswer(to question: String) -> Reading {
    writeAll(question, to: 2)
    return readLine(strippingNewline: true).map(Reading.entry) ?? .end
  }

  package func remember(_ entry: String) {}
}
