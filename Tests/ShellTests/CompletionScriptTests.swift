import Foundation
import SchemaShell
import Testing

/// What Unix shells and `man` are given: made from the signatures, and understood by those it is for.
@Suite(.enabled(if: Tool.isBuilt)) struct CompletionScriptTests {
  private func path(_ program: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/"].map { $0 + program }
      .first(where: FileManager.default.isExecutableFile)
  }

  /// What a program says to an input, and how it ends.
  private func run(_ program: String, _ arguments: [String], _ input: String) throws -> (
    String, Int32
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let file = try Tool.file(input, "txt")
    process.standardInput = FileHandle(forReadingAtPath: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }

  @Test func `bash completes commands and what follows them`() throws {
    let script = try Tool.run(["completions", "bash"]).output
    let bash = try #require(path("bash"))
    let (said, status) = try run(
      bash, ["-s"],
      script + """

        COMP_WORDS=(schemashell desc); COMP_CWORD=1; _schemashell; echo "${COMPREPLY[@]}"
        COMP_WORDS=(schemashell step ba); COMP_CWORD=2; _schemashell; echo "${COMPREPLY[@]}"
        COMP_WORDS=(schemashell diff --exit); COMP_CWORD=2; _schemashell; echo "${COMPREPLY[@]}"

        """)
    #expect(status == 0)
    #expect(said == "describe\nback\n--exit-code\n")
  }

  @Test(arguments: ["zsh", "fish"])
  func `other shells read theirs`(shell: String) throws {
    let script = try Tool.run(["completions", shell]).output
    for command in Commands.all { #expect(script.contains(command.signature.words[0])) }
    guard let program = path(shell) else { return }
    #expect(try run(program, ["-n"], script).1 == 0)
  }

  @Test func `the manual page names every command`() throws {
    let page = try Tool.run(["manual"]).output
    #expect(page.hasPrefix(".TH SCHEMASHELL 1"))
    for command in Commands.all {
      let title = command.signature.title.replacingOccurrences(of: "-", with: "\\-")
      #expect(page.contains("\\fB\(title)"))
    }
    guard let groff = path("groff") else { return }
    let (said, status) = try run(groff, ["-man", "-Tutf8", "-ww", "-z"], page)
    #expect(status == 0 && said == "", "\(said)")
  }
}
