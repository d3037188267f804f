#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows what is taller or wider than the screen through the person's pager.
package enum Pager {
  /// Says whether it did; lines that fit are left to the caller.
  package static func show(_ lines: [String]) -> Bool {
    guard let size = Terminal.output.size, Terminal.input.isPresent else { return false }
    let isTall = lines.count >= size.rows
    let isWide = lines.contains { DisplayWidth.of($0) > size.columns && !$0.contains("\u{1B}") }
    guard isTall || isWide && lines.count > 2, let command else { return false }
    // ^C within the pager is the pager's.
    return Interrupts.whileCatching({}, { feed(lines, to: command) })
  }

  private static func feed(_ lines: [String], to command: String) -> Bool {
    // A pager that is left before its end must not end us.
    let oldPipe = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, oldPipe) }
    guard let pipe = popen(command, "w") else { return false }
    for line in lines where fputs(line + "\n", pipe) < 0 { break }
    pclose(pipe)
    return true
  }

  /// `$PAGER`, else `less`; an empty variable means none.
  private static var command: String? {
    for name in ["SCHEMASHELL_PAGER", "PAGER"] {
      guard let chosen = environment(name) else { continue }
      return chosen.allSatisfy(\.isWhitespace) ? nil : chosen
    }
    return isInstalled("less") ? "less -FRSX" : nil
  }

  private static func isInstalled(_ program: String) -> Bool {
    (environment("PATH") ?? "").split(separator: ":").contains { folder in
      access("\(folder)/\(program)", X_OK) == 0
    }
  }
}
