import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where results go instead of the screen: a file, complete when it is let go, or a command's
/// input, whose output is awaited then.
private final class ResultFile {
  private let writer: LineWriter
  private let finish: () -> Void

  init?(_ path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return nil }
    writer = LineWriter(descriptor: descriptor, isImmediate: false)
    finish = { close(descriptor) }
  }

  init?(command: String) {
    guard let pipe = popen(command, "w") else { return nil }
    // A command that reads only the first lines must not end us.
    let oldPipe = signal(SIGPIPE, SIG_IGN)
    writer = LineWriter(descriptor: fileno(pipe), isImmediate: false)
    finish = {
      // The interrupt is the command's.
      _ = Interrupts.whileCatching({}, { pclose(pipe) })
      signal(SIGPIPE, oldPipe)
    }
  }

  deinit {
    writer.flush()
    finish()
  }

  func write(_ line: String) { writer.write(line) }
}

extension Session {
  /// Lets results go to a file from now on, or behind `|` to a command; the console that was
  /// before brings them back.
  func redirect(to target: String, at location: Location, _ interpreter: Interpreter) throws {
    let file: ResultFile?
    if target.hasPrefix("|") {
      guard interpreter.capabilities.allows(.processes) else {
        throw ScriptFailure("this script may not start processes", at: location)
      }
      willWait?()
      file = ResultFile(command: String(target.dropFirst()))
    } else {
      let path = files.canonical(target)
      guard interpreter.mayWrite(path) else {
        throw ScriptFailure("this script may not write \(target)", at: location)
      }
      file = ResultFile(path)
    }
    guard let file else {
      throw ScriptFailure("cannot write \(target): \(systemReason())", at: location)
    }
    console.output = { file.write($0) }
    console.page = nil
    console.width = nil
    console.outputStyle = .plain
  }
}
