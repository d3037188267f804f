/// `///` lines and the comments that PostgreSQL keeps.
enum Documentation {
  /// The lines that say `text`, or nil where reading them would give another text.
  static func lines(_ text: String) -> [String]? {
    guard !text.isEmpty else { return nil }
    // By code points: to Swift, a carriage return and a line feed are one character.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let isFaithful = lines.allSatisfy { line in
      guard let last = line.last else { return true }
      return last != " " && last != "\t" && last != "\r"
    }
    guard isFaithful else { return nil }
    return lines.map { $0.isEmpty ? "///" : "/// " + String($0) }
  }
}
