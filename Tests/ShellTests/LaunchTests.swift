import Lang
import Testing

@testable import SchemaShell

/// What the program's words mean, before anything runs.
@Suite struct LaunchTests {
  @Test(
    arguments: [
      ([], nil), (["--help"], .help), (["-h"], .help), (["--version"], .version),
      (["-e", "print 1", "-e", "print 2"], .texts(["print 1", "print 2"])),
      (["run", "a.schema", "--b", "-c"], .script(path: "a.schema", arguments: ["--b", "-c"])),
      (["run", "--quiet", "a"], .script(path: "a", arguments: [])),
      (["./a", "b"], .script(path: "./a", arguments: ["b"])),
      (["a.sql"], .script(path: "a.sql", arguments: [])),
      (["diff", "a", "to", "b", "--machine"], .command(["diff", "a", "to", "b", "--machine"])),
      (["diff", "--help"], .command(["help", "diff"])),
      (["step", "back", "-h"], .command(["help", "step", "back"])),
      (["--", "diff"], .command(["diff"])),
    ] as [([String], Launch.Work?)])
  func `words say what to do`(words: [String], work: Launch.Work?) throws {
    #expect(try LaunchWords(words).work == work)
  }

  @Test func `options stand in front of everything, with = or without`() throws {
    let words = try LaunchWords([
      "--connect", "postgres://x/y", "--ssl-mode=require", "--yes", "list",
    ])
    #expect(words.options == ["connect": "postgres://x/y", "ssl-mode": "require", "yes": ""])
    #expect(try LaunchWords(["run", "--directory", "d", "f"]).options == ["directory": "d"])
  }

  @Test(arguments: [
    (["--conect", "x"], "unknown option --conect"), (["--connect"], "--connect needs a value"),
    (["--yes=1"], "--yes takes no value"), (["-e"], "-e needs a value"),
    (["-e", "print 1", "diff"], "`diff` is too much behind -e TEXT"),
    (["run"], "`run` needs a file: schemashell run FILE [ARGUMENTS …]"),
  ])
  func `what is not understood is said`(words: [String], message: String) throws {
    do {
      _ = try LaunchWords(words)
      Issue.record("understood")
    } catch let failure as ScriptFailure {
      #expect(failure.message == message)
      #expect(failure.exitStatus == 2)
    }
  }

  @Test func `the program's page lists every option and every status`() {
    let page = HelpText.program(style: .plain).joined(separator: "\n")
    for option in CommonOptions.all { #expect(page.contains("  \(option.optionTitle) ")) }
    for status in ["0", "1", "2", "3", "4", "130"] { #expect(page.contains("\n  \(status) ")) }
  }
}
