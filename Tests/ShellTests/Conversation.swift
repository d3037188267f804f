import Foundation
import Testing

/// The built program, or another that starts it, on a terminal of its own, with a person's keys.
///
/// It waits for what appears on the screen and never for time, so it is as quick as the machine
/// and right on a slow one. What it waits for must be what the program prints: of what is typed,
/// the editor draws only what it finds to be different.
final class Conversation {
  struct Silence: Error, CustomStringConvertible {
    var awaited: String
    var screen: String
    var description: String {
      "\(awaited.debugDescription) did not appear: \(screen.debugDescription)"
    }
  }

  private var terminal: Int32
  private var process: pid_t = 0
  private var status: Int32?
  /// All that was written, without what only moves the cursor or sets modes.
  private var shown = Data()
  /// What stands before it has been waited for.
  private var position = 0
  private var isInEscape = false

  /// Whether terminals can be had here, as they can nearly everywhere.
  static let isPossible = Tool.isBuilt && FileManager.default.fileExists(atPath: "/dev/ptmx")

  /// How the terminal treated keys before anybody changed that.
  private(set) var modesBefore: [tcflag_t] = []

  init(
    _ arguments: [String] = [], of program: String = Tool.path,
    environment: [String: String] = [:], rows: Int = 24, columns: Int = 80
  ) throws {
    var ends: (ours: Int32, theirs: Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    try #require(openpty(&ends.ours, &ends.theirs, &name, nil, nil) == 0)
    defer { close(ends.theirs) }
    terminal = ends.ours
    _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
    _ = fcntl(terminal, F_SETFL, O_NONBLOCK)
    modesBefore = modes
    var settings = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("PG") && !$0.key.hasPrefix("DATABASE_") }
    settings["TERM"] = "xterm"
    settings["LC_ALL"] = "C.UTF-8"
    settings["SCHEMASHELL_HISTORY"] = ""
    settings.merge(environment) { $1 }
    process = try Conversation.start(
      program, arguments, settings,
      String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    resize(rows: rows, columns: columns)
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    if terminal >= 0 { close(terminal) }
  }

  /// In a session of its own, whose terminal is the first that it opens.
  private static func start(
    _ program: String, _ arguments: [String], _ environment: [String: String], _ terminal: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    #if canImport(Glibc)
      // Its name is hidden behind a macro.
      let session = 0x80
    #else
      let session = Int(POSIX_SPAWN_SETSID)
    #endif
    let flags = session | Int(POSIX_SPAWN_SETSIGDEF) | Int(POSIX_SPAWN_SETSIGMASK)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = ([program] + arguments).map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let result = posix_spawn(
      &process, program, &actions, &attributes, words + [nil], variables + [nil])
    try #require(result == 0, "\(program): \(String(cString: strerror(result)))")
    return process
  }

  // MARK: - Keys

  func type(_ keys: String) { type(Array(keys.utf8)) }

  /// Reads meanwhile: a terminal takes only so many keys that nobody has read, and a program that
  /// waits for its output to be read does not read keys.
  func type(_ keys: [UInt8]) {
    var rest = keys[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(terminal, $0.baseAddress, min($0.count, 1024)) }
      if count > 0 { rest = rest.dropFirst(count) }
      guard count > 0 || errno == EAGAIN, readOn(for: count > 0 ? 0 : 10) else { return }
    }
  }

  func resize(rows: Int, columns: Int) {
    var size = winsize()
    size.ws_row = UInt16(rows)
    size.ws_col = UInt16(columns)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  /// How the terminal treats keys: what an editor changes, and has to put back.
  var modes: [tcflag_t] {
    var found = termios()
    tcgetattr(terminal, &found)
    return [found.c_iflag, found.c_oflag, found.c_cflag, found.c_lflag]
  }

  // MARK: - The screen

  /// All that was ever written.
  var screen: String { String(decoding: shown, as: UTF8.self) }

  /// Waits until `text` has been written behind what was waited for before, and gives what stands
  /// between.
  @discardableResult
  func wait(for text: String, seconds: Double = 60) throws -> String {
    let end = Date() + seconds
    let wanted = Data(text.utf8)
    var searched = position
    while true {
      if let found = shown.range(of: wanted, in: searched..<shown.count) {
        defer { position = found.upperBound }
        return String(decoding: shown[position..<found.lowerBound], as: UTF8.self)
      }
      searched = max(position, shown.count - wanted.count)
      guard Date() < end, readOn(for: 100) else {
        throw Silence(awaited: text, screen: String(decoding: shown[position...], as: UTF8.self))
      }
    }
  }

  /// Types a line and waits for what it prints.
  @discardableResult
  func enter(_ line: String, awaiting text: String) throws -> String {
    type(line + "\n")
    return try wait(for: text)
  }

  /// The status when it has ended by itself; nil when a signal ended it, or nothing did.
  func end(seconds: Double = 60) -> Int32? {
    let end = Date() + seconds
    var found: Int32 = 0
    while waitpid(process, &found, WNOHANG) == 0 {
      guard Date() < end else { return nil }
      _ = readOn(for: 10)
    }
    status = found
    return found & 0x7F == 0 ? found >> 8 & 0xFF : nil
  }

  /// Nobody looks at the terminal any more: its window was closed.
  func hangUp() {
    close(terminal)
    terminal = -1
  }

  /// False when the other side is gone.
  private func readOn(for milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(terminal, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    for byte in buffer[..<count] { take(byte) }
    return true
  }

  /// `ESC [ … letter` is passed over.
  private func take(_ byte: UInt8) {
    if byte == 0x1B {
      isInEscape = true
    } else if !isInEscape {
      shown.append(byte)
    } else if byte != UInt8(ascii: "["), byte >= 0x40 {
      isInEscape = false
    }
  }
}
