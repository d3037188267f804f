package import Lang

/// `help`, `help connect`
enum HelpCommand: Command {
  static let signature = Signature(
    "help", group: CommandGroup.shell, summary: "List the commands, or explain one.",
    .argument("command", .name("command"), .many),
    examples: ["help", "help connect"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let words = try call.all("command").map { try $0.text().lowercased() }
    let commands = interpreter.vocabulary.commands.map { $0.signature }
    let style = session.console.outputStyle
    guard !words.isEmpty else {
      session.console.show(HelpText.overview(commands, style: style))
      return .null
    }
    let found = commands.filter { $0.words.starts(with: words) }
    guard !found.isEmpty else {
      let name = words.joined(separator: " ")
      throw call.failure(
        "there is no command `\(name)`", at: "command",
        hint: Suggestion.hint(for: name, in: commands.map(\.title)))
    }
    session.console.show(found.flatMap { HelpText.page($0, style: style) })
    return .null
  }
}

/// What `help` prints, made from the signatures that also drive the parser.
package enum HelpText {
  package static func overview(_ commands: [Signature], style: Style) -> [String] {
    var lines: [String] = []
    let others = Set(commands.map(\.group)).subtracting(CommandGroup.inOrder).sorted()
    for group in CommandGroup.inOrder + others {
      let members = commands.filter { $0.group == group }
      guard !members.isEmpty else { continue }
      let width = members.map { $0.title.count }.max() ?? 0
      lines.append(style.apply(.heading, to: group.isEmpty ? "Other" : group))
      for command in members {
        lines.append("  \(command.title)\(spaces(width - command.title.count))  \(command.summary)")
      }
      lines.append("")
    }
    lines.append("SQL runs up to its `;`. `help COMMAND` says more about one; `\\?` lists psql's.")
    return lines
  }

  package static func page(_ command: Signature, style: Style) -> [String] {
    var lines = [style.apply(.heading, to: command.usage), "  " + command.summary]
    let described = command.parts.filter { !$0.help.isEmpty }
    if !described.isEmpty {
      lines.append("")
      let width = described.map { name(of: $0).count }.max() ?? 0
      for part in described {
        lines.append("  \(name(of: part))\(spaces(width - name(of: part).count))  \(part.help)")
      }
    }
    if !command.discussion.isEmpty {
      lines.append("")
      lines += command.discussion.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  " + $0 }
    }
    if !command.examples.isEmpty {
      lines += ["", "  " + style.apply(.heading, to: "Examples")]
      lines += command.examples.flatMap(\.cutIntoLines).map { "    " + $0 }
    }
    return lines + [""]
  }

  private static func name(of part: Part) -> String {
    switch part.shape {
    case .argument: part.key.uppercased()
    case .clause(let words, _): words.joined(separator: " ")
    case .flag(let words): words.joined(separator: " ")
    case .block: "{ … }"
    case .foreign: part.key.uppercased()
    case .option: part.optionTitle
    }
  }
}
