import Foundation
import Lang
import SchemaShell
import Testing

/// What docs/models.md shows is true.
@Suite struct ModelDocsTests {
  private static let page = page("models")

  private static func page(_ name: String) -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return
      (try? String(contentsOf: root.appendingPathComponent("docs/\(name).md"), encoding: .utf8))
      ?? ""
  }

  /// The blocks that are marked so.
  private static func blocks(_ mark: String, of name: String = "models") -> [String] {
    page(name).components(separatedBy: "```\(mark)\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  @Test(arguments: blocks("schema"))
  func `a model of the page loads, and what is pulled of it says the same`(model: String) throws {
    let shell = try ShellHarness(files: ["m.schema": model])
    try shell.run("connect scratch\nload m.schema\nsync\npull to out.schema")
    try shell.run("assert (diff).isEmpty\nassert (diff out.schema to m.schema).isEmpty")
    try shell.run("pull to m.schema")
    #expect(try shell.read("m.schema") == model)
  }

  @Test(arguments: blocks("shell") + blocks("shell", of: "synchronising"))
  func `a script of the page runs`(script: String) throws {
    let model = try #require(ModelDocsTests.blocks("schema").first)
    let shell = try ShellHarness(files: ["blog.schema": model])
    try shell.run("connect scratch\n" + script)
  }

  @Test func `every declaration is on the page`() {
    #expect(ModelDocsTests.blocks("schema").count >= 5)
    for declaration in Shell.vocabulary.declarations {
      #expect(ModelDocsTests.page.contains("`\(declaration.form.title) "))
    }
  }
}
