import Lang

/// `completions bash`: what a Unix shell needs to complete our words.
enum CompletionsCommand: Command {
  static let signature = Signature(
    "completions", group: CommandGroup.files,
    summary: "Print what bash, zsh or fish needs to complete schemashell's words.",
    .argument("shell", .choice(["bash", "fish", "zsh"])),
    discussion: """
      bash: source <(schemashell completions bash)
      zsh: schemashell completions zsh > a folder of $fpath, as _schemashell
      fish: schemashell completions fish > ~/.config/fish/completions/schemashell.fish
      """,
    examples: ["completions bash"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let words = CompletionWords(interpreter.vocabulary)
    let text =
      switch try call.text("shell") {
      case "fish": words.fish
      case "zsh": words.zsh
      default: words.bash
      }
    interpreter.session.console.output(text)
    return .null
  }
}

/// What may follow on the command line, from the signatures.
struct CompletionWords {
  private typealias Word = (text: String, help: String)
  /// The words a command line may start with.
  private let first: [Word]
  private let options: [Word]
  /// What may stand behind each first word, sorted.
  private let following: [(word: String, words: [Word])]

  init(_ vocabulary: Vocabulary) {
    let signatures = vocabulary.commands.map { $0.signature }
    var following: [String: [Word]] = [:]
    var first: [String: String] = ["run": "Run a script."]
    for signature in signatures {
      let head = signature.words[0]
      if signature.words.count > 1 {
        following[head, default: []].append((signature.words[1], signature.summary))
        first[head] = first[head] ?? signature.summary
      } else {
        first[head] = signature.summary
      }
      following[head, default: []] += signature.parts.flatMap(CompletionWords.words)
    }
    self.first = first.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let own: [Word] = [
      ("-e", "Run this text."), ("--help", "What there is."), ("--version", "Which version it is."),
    ]
    options = own + vocabulary.options.map { ($0.optionName, $0.help) }
    self.following = following.sorted { $0.key < $1.key }.map { head, words in
      var seen: Set<String> = []
      return (head, words.filter { seen.insert($0.text).inserted })
    }
  }

  private static func words(_ part: Part) -> [Word] {
    switch part.shape {
    case .clause(let words, .choice(let choices)):
      [(words[0], part.help)] + choices.map { ($0, "") }
    case .clause(let words, _), .flag(let words): [(words[0], part.help)]
    case .argument(.choice(let choices)): choices.map { ($0, "") }
    case .option: [(part.optionName, part.help)]
    case .argument, .block, .foreign: []
    }
  }

  var bash: String {
    let cases = following.map { head, words in
      "    \(head)) words=\"\(words.map(\.text).joined(separator: " "))\" ;;"
    }
    return """
      _schemashell() {
        local cur="${COMP_WORDS[COMP_CWORD]}" words=""
        if [ "$COMP_CWORD" -eq 1 ]; then
          words="\((first + options).map(\.text).joined(separator: " "))"
        else
          case "${COMP_WORDS[1]}" in
      \(cases.joined(separator: "\n"))
          esac
          case "$cur" in -*) words="$words \(options.map(\.text).joined(separator: " "))" ;; esac
        fi
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
      }
      complete -o default -o bashdefault -F _schemashell schemashell
      """
  }

  var zsh: String {
    func list(_ words: [Word]) -> String {
      words.map { word in
        quoted(word.text.replacing(":", with: "\\:") + ":" + word.help)
      }.joined(separator: " ")
    }
    let cases = following.map { head, words in "    \(head)) all=(\(list(words))) ;;" }
    return """
      #compdef schemashell
      _schemashell() {
        local -a all
        if (( CURRENT == 2 )); then
          all=(\(list(first + options)))
        else
          case "$words[2]" in
      \(cases.joined(separator: "\n"))
          esac
        fi
        (( $#all )) && _describe word all
        _files
      }
      _schemashell "$@"
      """
  }

  var fish: String {
    func line(_ condition: String, _ word: Word) -> String {
      let option = word.text.hasPrefix("--") ? "-l \(word.text.dropFirst(2))" : nil
      let short = word.text.hasPrefix("-") ? "-o \(word.text.dropFirst())" : nil
      let what = option ?? short ?? "-a \(quoted(word.text))"
      return "complete -c schemashell -n \(quoted(condition)) \(what) -d \(quoted(word.help))"
    }
    let heads = (first + options).map { line("__fish_use_subcommand", $0) }
    let rest = following.flatMap { head, words in
      words.map { line("__fish_seen_subcommand_from \(head)", $0) }
    }
    return (heads + rest).joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
