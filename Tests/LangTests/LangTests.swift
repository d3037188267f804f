import Foundation
import Testing

@testable import Lang

/// Every file under Cases/ is one behaviour; see `CaseRunner` for how it says what it expects.
@Suite struct LangCases {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Cases")

  static let files: [String] = {
    let found = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))
    let paths = (found?.allObjects as? [String]) ?? []
    return paths.filter { $0.hasSuffix(".schema") || $0.hasSuffix(".sql") }
      .filter { !$0.contains("included/") }.sorted()
  }()

  @Test(arguments: files)
  func `a case behaves as its comments say`(path: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
    let problems = CaseRunner(name: "/cases/" + path, text: text).run(files: CaseFiles())
    #expect(problems.isEmpty, "\(path)\n\(problems.joined(separator: "\n"))")
  }

  @Test func `there are hundreds of cases`() {
    #expect(Self.files.count >= 400)
  }

  @Test func `values lie in memory as the machine expects`() {
    #expect(Layout.holds)
  }
}

/// The files under Cases/ as a script sees them: at /cases.
struct CaseFiles: FileAccess {
  private func real(_ path: String) -> URL {
    LangCases.folder.appending(path: String(path.dropFirst("/cases/".count)))
  }
  func read(_ path: String) throws -> [UInt8] {
    guard path.hasPrefix("/cases/"), let data = try? Data(contentsOf: real(path)) else {
      throw ScriptFailure("there is no file \(path)")
    }
    return Array(data)
  }
  func write(_ path: String, _ bytes: [UInt8], append: Bool) throws {
    throw ScriptFailure("cases write no files")
  }
  func list(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: real(path + "/").path).sorted()
  }
  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: real(path).path) }
  func canonical(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") {
      if part == ".." { parts = Array(parts.dropLast()) } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}
