import Lang

/// `manual`: the program's page for `man`, made from the commands' signatures.
enum ManualCommand: Command {
  static let signature = Signature(
    "manual", group: CommandGroup.files, summary: "Print the manual page, as `man` reads it.",
    discussion: "schemashell manual > /usr/local/share/man/man1/schemashell.1",
    examples: ["manual"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    interpreter.session.console.output(ManualPage(interpreter.vocabulary).text)
    return .null
  }
}

/// The page, in the macros of man(7).
struct ManualPage {
  private(set) var text = ""

  init(_ vocabulary: Vocabulary) {
    line(".TH SCHEMASHELL 1 \"\" \"SchemaShell \(Version.text)\"")
    section("NAME")
    words("schemashell - a shell and a script language for PostgreSQL schemas")
    section("SYNOPSIS")
    for form in [
      "schemashell [OPTIONS]", "schemashell [OPTIONS] -e TEXT",
      "schemashell run [OPTIONS] FILE [ARGUMENTS ...]", "schemashell COMMAND ...",
    ] {
      words(form)
      line(".br")
    }
    section("DESCRIPTION")
    words(
      "Without words it is a prompt, or runs what comes in where input is no terminal. A command of "
        + "the language is a command of the program: `schemashell diff database to models`.")
    section("OPTIONS")
    item("-e TEXT", "Run this text; may be given many times.")
    item("--help, --version", "What there is, and which version it is.")
    for part in vocabulary.options { item(part.optionTitle, part.help) }
    section("COMMANDS")
    for signature in vocabulary.commands.map({ $0.signature }) {
      item(signature.usage, signature.summary)
      for part in signature.parts where !part.help.isEmpty {
        line(".br")
        let name =
          switch part.shape {
          case .clause(let words, _), .flag(let words): words.joined(separator: " ")
          case .argument, .block, .foreign: part.key.uppercased()
          case .option: part.optionTitle
          }
        words("\(name): \(part.help)")
      }
    }
    section("EXIT STATUS")
    for (status, meaning) in [
      ("0", "done"), ("1", "a statement or a check failed"),
      ("2", "what was written was not understood, and nothing ran"), ("3", "no connection"),
      ("4", "differences were found, where --exit-code asks"), ("130", "interrupted"),
    ] { item(status, meaning) }
  }

  private mutating func line(_ line: String) { text += (text.isEmpty ? "" : "\n") + line }

  private mutating func section(_ title: String) { line(".SH \(title)") }

  private mutating func item(_ title: String, _ meaning: String) {
    line(".TP")
    line("\\fB\(escaped(title))\\fR")
    words(meaning)
  }

  /// A line that starts with a dot or a quote would be a macro.
  private mutating func words(_ words: String) {
    let safe = escaped(words)
    line(safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe)
  }

  private func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("…", with: "...")
      .replacing("\n", with: " ")
  }
}
