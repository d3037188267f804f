import Foundation

/// The project's own files, as the guard tests read them.
enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What the product is made of, read once for all tests.
  static let sources = swiftFiles("Sources")

  /// Swift files below a folder, their paths relative to the root, sorted.
  static func swiftFiles(_ folders: String...) -> [SourceFile] {
    folders.flatMap { files(below: $0, suffixes: [".swift"]) }
  }

  static func files(below folder: String, suffixes: [String]) -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    let paths = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
    return (paths ?? []).sorted()
      .filter { path in suffixes.contains { path.hasSuffix($0) } }
      .compactMap { path in
        let text = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8)
        return text.map { SourceFile(path: folder + "/" + path, text: $0) }
      }
  }

  static func text(of path: String) -> String? {
    try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}

struct SourceFile: Sendable {
  let path: String
  let text: String
  /// Each line's code, with its number from 1: comments are gone, and what stands in quotes stands
  /// apart, so that words in a message are not taken for names.
  let code: [(number: Int, code: String, quoted: String)]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = path.hasSuffix(".swift") ? CodeReader.lines(of: text) : []
  }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// `Engine` for `Sources/Engine/Model/Snapshot.swift`.
  var room: String { String(path.split(separator: "/").dropFirst().first ?? "") }

  var name: String { String(path.split(separator: "/").last ?? "") }

  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ").drop { $0.hasPrefix("@") || accessWords.contains($0) }
      guard words.first == "import", let name = words.dropFirst().first else { return nil }
      return String(name.prefix { $0 != "." })
    }
  }
}

private let accessWords: Set<Substring> = [
  "public", "package", "internal", "private", "fileprivate",
]

/// Tells code from comments and from text in quotes; knows enough of Swift for our own files.
private enum CodeReader {
  static func lines(of text: String) -> [(number: Int, code: String, quoted: String)] {
    var reader = State()
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      reader.read($0.element, number: $0.offset + 1)
    }
  }

  private struct State {
    var isInComment = false
    var isInLongText = false

    mutating func read(
      _ line: Substring, number: Int
    ) -> (number: Int, code: String, quoted: String) {
      var code = ""
      var quoted = ""
      var rest = line
      var isQuoted = false
      while let character = rest.first {
        if isInComment {
          if rest.hasPrefix("*/") { isInComment = false }
          rest = rest.dropFirst(rest.hasPrefix("*/") ? 2 : 1)
        } else if rest.hasPrefix("\"\"\"") {
          isInLongText.toggle()
          rest = rest.dropFirst(3)
        } else if isQuoted || isInLongText {
          if character == "\\" && !isInLongText {
            rest = rest.dropFirst()
          } else if character == "\"" && isQuoted {
            isQuoted = false
          }
          quoted.append(rest.first ?? " ")
          rest = rest.dropFirst()
        } else if rest.hasPrefix("//") {
          break
        } else if rest.hasPrefix("/*") {
          isInComment = true
        } else {
          if character == "\"" { isQuoted = true }
          code.append(character == "\"" ? " " : character)
          rest = rest.dropFirst()
        }
      }
      return (number, code, quoted)
    }
  }
}
