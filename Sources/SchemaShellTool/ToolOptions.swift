import ArgumentParser
import SchemaShell

/// `schemashell`, `schemashell -e 'diff'`.
struct ToolOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schemashell",
    abstract: "A shell and a script language for PostgreSQL schemas.",
    usage: """
      schemashell [options]                 a prompt; a script when input is no terminal
      schemashell [options] -e TEXT
      schemashell run [options] FILE [ARGUMENTS …]
      schemashell COMMAND …                 the command as the shell has it: `schemashell help`
      """,
    version: Version.text, subcommands: [RunOptions.self])

  @Option(name: .customShort("e"), help: "Run this text; may be given many times.")
  var texts: [String] = []

  @OptionGroup var common: SharedOptions

  var launch: Launch {
    Launch(texts.isEmpty ? Launch.byTerminal : .texts(texts), options: common.values)
  }
}

/// `schemashell run release.schema 1.4`
struct RunOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a script; its `args` are the words behind it.")

  @OptionGroup var common: SharedOptions

  @Argument(help: "The script.") var file: String

  @Argument(parsing: .captureForPassthrough, help: "What the script gets as `args`.")
  var arguments: [String] = []

  var launch: Launch {
    Launch(.script(path: file, arguments: arguments), options: common.values)
  }
}

struct SharedOptions: ParsableArguments {
  @Option(help: "A URL or the keywords of a connection.") var connect: String?
  @Flag(help: "Results as JSON.") var machine = false
  @Flag(help: "Nothing but results and errors.") var quiet = false
  @Flag(help: "Say how long each statement took.") var timing = false
  @Flag(help: "Ask nothing; the answer is yes.") var yes = false

  var values: [String: String] {
    var values: [String: String] = [:]
    if let connect { values["connect"] = connect }
    for (name, isSet) in [("machine", machine), ("quiet", quiet), ("timing", timing), ("yes", yes)]
    {
      if isSet { values[name] = "" }
    }
    return values
  }
}
