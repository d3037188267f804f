import Lang

/// The words that the program was started with, sorted into what to do and with which options.
///
/// Only what stands in front of a command is understood here; the command's own words, and the
/// options among them, are the interpreter's, who parses them by the command's signature.
struct LaunchWords {
  private(set) var work: Launch.Work?
  private(set) var options: [String: String] = [:]
  private var rest: ArraySlice<String>
  private var texts: [String] = []

  init(_ words: [String]) throws {
    rest = words[...]
    if try leadingOptions() { return }
    guard texts.isEmpty else {
      guard let word = rest.first else {
        work = .texts(texts)
        return
      }
      throw CommonOptions.usage(
        "`\(word)` is too much behind -e TEXT", hint: "-e may be given many times")
    }
    guard let first = rest.first else { return }
    if first == "run" {
      rest.removeFirst()
      if try leadingOptions() { return }
      guard let file = rest.popFirst() else {
        throw CommonOptions.usage("`run` needs a file: schemashell run FILE [ARGUMENTS …]")
      }
      work = .script(path: file, arguments: Array(rest))
    } else if LaunchWords.isFile(first) {
      work = .script(path: first, arguments: Array(rest.dropFirst()))
    } else if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      work = .command(["help"] + rest.prefix { !$0.hasPrefix("-") })
    } else {
      work = .command(Array(rest))
    }
  }

  /// `#!/usr/bin/env schemashell` makes a script's path the first word; no command looks like one.
  private static func isFile(_ word: String) -> Bool {
    word.contains("/") || word.hasSuffix(".schema") || word.hasSuffix(".sql")
  }

  /// Takes what starts with a dash; true when it says all there is to do.
  private mutating func leadingOptions() throws -> Bool {
    while let word = rest.first, word.hasPrefix("-"), word != "-" {
      rest.removeFirst()
      switch word {
      case "--": return false
      case "-h", "--help": work = .help
      case "--version": work = .version
      case "-e": texts.append(try value(of: word))
      default: try option(word)
      }
      if work != nil { return true }
    }
    return false
  }

  private mutating func value(of name: String) throws -> String {
    guard let value = rest.popFirst() else { throw CommonOptions.usage("\(name) needs a value") }
    return value
  }

  private mutating func option(_ word: String) throws {
    let pieces = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    let name = pieces[0]
    guard let part = CommonOptions.all.first(where: { $0.optionName == name }) else {
      let names = CommonOptions.all.map(\.optionName) + ["--help", "--version"]
      throw CommonOptions.usage(
        "unknown option \(name)",
        hint: Suggestion.hint(for: name, in: names) ?? "`schemashell --help` lists them")
    }
    guard part.takesValue else {
      guard pieces.count == 1 else { throw CommonOptions.usage("\(name) takes no value") }
      options[part.key] = ""
      return
    }
    options[part.key] = try pieces.count > 1 ? pieces[1] : value(of: name)
  }
}

extension HelpText {
  /// What `schemashell --help` prints.
  static func program(style: Style) -> [String] {
    let ways = [
      ("schemashell [OPTIONS]", "a prompt; a script when input is no terminal"),
      ("schemashell [OPTIONS] -e TEXT", "run this text; may be given many times"),
      ("schemashell [OPTIONS] run FILE [ARGUMENTS …]", "run a script; its `args` are the rest"),
      ("schemashell [OPTIONS] COMMAND …", "a command as the prompt has it: `schemashell help`"),
    ]
    let options =
      CommonOptions.all.map { ($0.optionTitle, $0.help) } + [
        ("--help", "this text; behind a command, the command's page"),
        ("--version", "which version this is"),
      ]
    return ["A shell and a script language for PostgreSQL schemas.", ""]
      + [style.apply(.heading, to: "Usage")] + columns(ways)
      + ["", style.apply(.heading, to: "Options")] + columns(options)
      + ["", style.apply(.heading, to: "Status")]
      + columns([
        ("0", "done"), ("1", "a statement or a check failed"),
        ("2", "the text or the command line was not understood; nothing has run"),
        ("3", "no connection"), ("4", "differences, where --exit-code asked for them"),
        ("130", "interrupted"),
      ])
  }

  private static func columns(_ pairs: [(String, String)]) -> [String] {
    let width = pairs.map(\.0.count).max() ?? 0
    return pairs.map { "  \($0.0)\(spaces(width - $0.0.count))  \($0.1)" }
  }
}
