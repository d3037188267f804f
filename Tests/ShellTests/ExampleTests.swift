import Foundation
import Testing

/// The examples run, and the README shows what they print.
@Suite(.enabled(if: Tool.isBuilt)) struct ExampleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: [
    ["examples/01-first-sync.schema"], ["examples/02-explore.schema"], ["examples/03-plan.schema"],
    ["examples/04-lesson.schema"],
    ["--directory", "examples/release", "examples/release/release.schema"],
  ])
  func `an example runs to its end`(words: [String]) throws {
    let run = try Tool.run(["run"] + words, in: ExampleTests.root)
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("warning:"), "\(run.errors)")
  }

  @Test func `every example is run`() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: ExampleTests.root.appendingPathComponent("examples").path)
    #expect(
      names.filter { $0.hasSuffix(".schema") }.sorted() == [
        "01-first-sync.schema", "02-explore.schema", "03-plan.schema", "04-lesson.schema",
        "05-two-sides.schema",
      ])
  }

  @Test func `the example that writes files runs in a folder of its own`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("example-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let words = ["run", "--directory", folder.path, "examples/05-two-sides.schema"]
    let run = try Tool.run(words, in: ExampleTests.root)
    #expect(run.status == 0, "\(run.errors)")
    for told in [
      "  → ~ column name: isNotNull false → true",
      "  email  text not null unique   # where we reach them",
      "  ≠ ~ column email", "varying(80)", "both sides of a week",
    ] {
      #expect(run.output.contains(told), "\(told) in\n\(run.output)")
    }
    // What is there already is left alone.
    #expect(try Tool.run(words, in: ExampleTests.root).status == 1)
  }

  @Test func `the README shows what the first example prints`() throws {
    let readme = try String(
      contentsOf: ExampleTests.root.appendingPathComponent("README.md"), encoding: .utf8)
    let blocks = readme.components(separatedBy: "```").enumerated()
      .filter { $0.offset % 2 == 1 }.map(\.element)
    let shown = try #require(blocks.first { $0.contains("loaded 2 tables") })
    let run = try Tool.run(
      ["run", "examples/01-first-sync.schema"], in: ExampleTests.root, errorsToOutput: true)
    #expect(run.output == shown.drop { $0 == "\n" })
  }
}
