import Lang

/// `lsp`: what an editor starts to understand scripts and models.
enum LanguageServerCommand: Command {
  static let signature = Signature(
    "lsp", group: CommandGroup.files, summary: "Serve an editor: the language server protocol.",
    .flag("stdio", help: "over input and output, which is the only way"),
    discussion: """
      Speaks the language server protocol over standard input and output: mistakes as they are typed, \
      completion, what a word means, where it is declared, formatting, and the outline of a file. \
      Nothing is run and nothing is connected. Editors start it as `schemashell lsp`.
      """,
    examples: ["help lsp"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard !interpreter.session.isInteractive, Terminal.input.isPresent == false else {
      throw call.failure("`lsp` talks to editors, not to people", hint: "`help lsp` says how")
    }
    let server = LanguageServer(interpreter, MessageStream(input: 0, output: 1))
    throw ScriptFailure(.exit(server.run()), [])
  }
}
