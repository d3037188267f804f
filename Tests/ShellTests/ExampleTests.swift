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
      ])
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
