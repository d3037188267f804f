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

/// Tells code from comments and from text in quotes; knows enough of Swift for our own files. Works
/// on bytes, since it reads the whole project.
private enum CodeReader {
  static func lines(of text: String) -> [(number: Int, code: String, quoted: String)] {
    var state = State()
    return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { state.read(Array($0.element), number: $0.offset + 1) }
  }

  private struct State {
    var isInComment = false
    var isInLongText = false

    mutating func read(
      _ line: [UInt8], number: Int
    ) -> (number: Int, code: String, quoted: String) {
      var code: [UInt8] = []
      var quoted: [UInt8] = []
      var isQuoted = false
      var index = 0
      func stands(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= line.count else { return false }
        return (0..<count).allSatisfy { line[index + $0] == text.utf8Start[$0] }
      }
      while index < line.count {
        let byte = line[index]
        if isInComment {
          if stands("*/") {
            isInComment = false
            index += 1
          }
        } else if stands("\"\"\"") {
          isInLongText.toggle()
          index += 2
        } else if isQuoted || isInLongText {
          if byte == UInt8(ascii: "\\"), !isInLongText {
            index += 1
          } else if byte == UInt8(ascii: "\""), isQuoted {
            isQuoted = false
          }
          if index < line.count { quoted.append(line[index]) }
        } else if stands("//") {
          break
        } else if stands("/*") {
          isInComment = true
        } else {
          isQuoted = byte == UInt8(ascii: "\"")
          code.append(isQuoted ? UInt8(ascii: " ") : byte)
        }
        index += 1
      }
      return (
        number, String(decoding: code, as: UTF8.self), String(decoding: quoted, as: UTF8.self)
      )
    }
  }
}
