/// The process's command line, put into the language: `upgrade --to 3` becomes `upgrade to 3`.
///
/// The signature that parses a script's line parses this one, too; so messages, checks and "did you
/// mean" are the same in both places.
struct CommandLineText {
  private(set) var text = ""
  /// Values of ``Vocabulary/options``.
  private(set) var options: [String: String] = [:]
  /// Values of the command's own options, which a script cannot write.
  private(set) var extra: [(key: String, value: String?)] = []
  private let index: VocabularyIndex

  init(_ arguments: [String], index: VocabularyIndex) throws {
    self.index = index
    let words = arguments.prefix { !$0.hasPrefix("--") }
    let signature = CommandLineText.command(words: Array(words), index: index)
    var rest = arguments[...]
    var isLiteral = false
    while let argument = rest.popFirst() {
      if argument == "--", !isLiteral {
        isLiteral = true
      } else if argument.hasPrefix("--"), !isLiteral {
        try option(argument, &rest, signature)
      } else {
        add(CommandLineText.quoted(argument))
      }
    }
  }

  /// The command with the most words that fit.
  static func command(words: [String], index: VocabularyIndex) -> Signature? {
    let candidates = index.commands[words.first?.lowercased() ?? ""] ?? []
    return candidates.map { $0.signature }.first { signature in
      words.count >= signature.words.count
        && zip(words, signature.words).allSatisfy { $0.lowercased() == $1 }
    }
  }

  private mutating func add(_ word: String) { text += (text.isEmpty ? "" : " ") + word }

  private mutating func option(
    _ argument: String, _ rest: inout ArraySlice<String>, _ signature: Signature?
  ) throws {
    let pieces = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let name = pieces[0]
    let own = signature.map { signature in
      (index.commands[signature.words[0]] ?? []).flatMap { $0.signature.parts }
    }
    let parts = (own ?? []) + index.vocabulary.options
    guard let part = parts.first(where: { $0.optionName == name }) else {
      throw ScriptFailure(
        .syntax,
        [
          Diagnostic(
            .error, "unknown option \(name)",
            hint: Suggestion.hint(for: name, in: parts.map(\.optionName)))
        ])
    }
    var value = pieces.count > 1 ? pieces[1] : nil
    if part.takesValue, value == nil {
      guard let next = rest.popFirst() else {
        throw ScriptFailure(.syntax, [Diagnostic(.error, "\(name) needs a value")])
      }
      value = next
    }
    if !part.takesValue, value != nil {
      throw ScriptFailure(.syntax, [Diagnostic(.error, "\(name) takes no value")])
    }
    switch part.shape {
    case .flag(let words): add(words.joined(separator: " "))
    case .clause(let words, _):
      add(words.joined(separator: " "))
      add(CommandLineText.quoted(value ?? ""))
    case .argument: add(CommandLineText.quoted(value ?? ""))
    case .option:
      if index.vocabulary.options.contains(where: { $0.key == part.key }) {
        options[part.key] = value ?? ""
      } else {
        extra.append((part.key, value))
      }
    case .block, .foreign: break
    }
  }

  /// A bare word where it is one, else text in quotes.
  static func quoted(_ argument: String) -> String {
    let special = Set("(){}[]\"';,#\\ \t\n\r".utf8)
    let isBare =
      !argument.isEmpty && !argument.utf8.contains(where: special.contains)
      && !argument.hasPrefix("--") && !argument.hasPrefix("/*") && !argument.hasPrefix("///")
    if isBare { return argument }
    return Display.quoted(Value(argument))
  }
}

extension Part {
  /// On the process's command line it is followed by a value.
  package var takesValue: Bool {
    switch shape {
    case .argument, .clause: true
    case .option(let kind): kind != nil
    case .flag, .block, .foreign: false
    }
  }
}
