import ArgumentParser
import SchemaShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program. Words that are no option of its own are a command of the shell's.
@main enum SchemaShellTool {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    exit(launch(words).run())
  }

  private static func launch(_ words: [String]) -> Launch {
    guard let first = words.first else { return Launch(Launch.byTerminal) }
    if first.hasPrefix("-") || first == "run" { return parsed(words) }
    // `#!/usr/bin/env schemashell` makes the script's path the first word.
    if first.contains("/") {
      return Launch(.script(path: first, arguments: Array(words.dropFirst())))
    }
    return Launch(.command(words))
  }

  private static func parsed(_ words: [String]) -> Launch {
    do {
      let command = try ToolOptions.parseAsRoot(words)
      if let run = command as? RunOptions { return run.launch }
      if let options = command as? ToolOptions { return options.launch }
      // `--help` and the like come as commands of the parser's own, which print when they run.
      var other = command
      try other.run()
      exit(0)
    } catch {
      let isHelp = ToolOptions.exitCode(for: error) == .success
      let text = ToolOptions.fullMessage(for: error) + "\n"
      writeAll(text, to: isHelp ? 1 : 2)
      exit(isHelp ? 0 : 2)
    }
  }
}
