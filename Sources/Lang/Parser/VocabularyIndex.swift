/// A vocabulary made ready for look-ups by first word.
struct VocabularyIndex: Sendable {
  let vocabulary: Vocabulary
  /// Those with more words come first, so that `step back` is tried before `step`.
  let commands: [String: [any Command.Type]]
  let declarations: [String: [any Declaration.Type]]
  let verbs: [String: ForeignVerb]
  let functions: [String: Int]

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    var commands: [String: [any Command.Type]] = [:]
    for command in vocabulary.commands {
      commands[command.signature.words.first ?? "", default: []].append(command)
    }
    for (word, list) in commands where list.count > 1 {
      commands[word] = list.sorted { $0.signature.words.count > $1.signature.words.count }
    }
    self.commands = commands
    var declarations: [String: [any Declaration.Type]] = [:]
    for declaration in vocabulary.declarations {
      declarations[declaration.form.words.first ?? "", default: []].append(declaration)
    }
    self.declarations = declarations
    var verbs: [String: ForeignVerb] = [:]
    for verb in vocabulary.foreign?.verbs ?? [] { verbs[verb.word] = verb }
    self.verbs = verbs
    var functions: [String: Int] = [:]
    for (index, function) in vocabulary.functions.enumerated() { functions[function.name] = index }
    self.functions = functions
  }

  var forcingWord: String? { vocabulary.foreign?.forcingWord }

  /// Every word that may start a statement, for "did you mean".
  var heads: [String] {
    LanguageWord.allCases.map(\.rawValue) + commands.keys + declarations.keys + verbs.keys
  }
}

/// The words of the language itself that start statements.
enum LanguageWord: String, CaseIterable {
  case `let`, `var`, `if`, `for`, `while`, `break`, `continue`, `func`, `return`, `try`, fail
  case assert, print, include, exit
}

extension LanguageWord {
  /// What other languages say for it.
  private static let others: [String: String] = [
    "const": "let", "local": "let", "dim": "let", "def": "func", "fn": "func", "fun": "func",
    "function": "func", "proc": "func", "elif": "else if", "elsif": "else if",
    "elseif": "else if", "unless": "if", "switch": "if", "case": "if", "match": "if",
    "foreach": "for", "until": "while", "loop": "while", "echo": "print", "puts": "print",
    "println": "print", "console": "print", "say": "print", "throw": "fail", "raise": "fail",
    "panic": "fail", "import": "include", "require": "include", "source": "include",
    "last": "break", "next": "continue", "die": "fail",
  ]

  static func hint(for word: String) -> String? {
    others[word.lowercased()].map { "here it is called `\($0)`" }
  }
}

/// Words that can name nothing.
let reservedWords: Set<String> = [
  "let", "var", "if", "else", "for", "in", "while", "break", "continue", "func", "return", "try",
  "catch", "finally", "true", "false", "null", "and", "or", "not",
]
