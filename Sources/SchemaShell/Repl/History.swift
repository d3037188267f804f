#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What was entered before, in a file that only its owner can read.
///
/// Each entry is appended under a lock as it is made, so that two shells at once lose nothing; one
/// entry is one line, its own line breaks escaped. What holds a secret stays in memory.
package final class History {
  /// The entries that a session starts with: of a longer file, the last ones.
  package static let limit = 5_000

  /// The oldest first.
  package private(set) var entries: [String] = []
  private let path: String?

  /// Without a path, nothing is kept beyond this session.
  package init(path: String?) {
    self.path = path
    guard let path, let text = readText(at: path) else { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    entries = lines.suffix(History.limit).map(OneLine.read)
    if lines.count > 2 * History.limit { shorten(path) }
  }

  /// `$SCHEMASHELL_HISTORY` (empty: none), else a file in the person's state folder.
  package static var defaultPath: String? {
    if let chosen = environment("SCHEMASHELL_HISTORY") { return chosen.isEmpty ? nil : chosen }
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/schemashell/history"
    }
    guard let home = environment("HOME"), !home.isEmpty else { return nil }
    return home + "/.local/state/schemashell/history"
  }

  /// Takes the entry in; says whether it is new. The same entry twice in a row is one.
  @discardableResult
  package func add(_ entry: String) -> Bool {
    guard entry.contains(where: { !$0.isWhitespace }), entry != entries.last else { return false }
    entries.append(entry)
    if let path, !Secrets.areIn(entry) { append(OneLine.written(entry) + "\n", to: path) }
    return true
  }

  private func append(_ line: String, to path: String) {
    makeFolders(above: path)
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    flock(file, LOCK_EX)
    writeAll(line, to: file)
  }

  /// Drops the oldest entries of a file that has grown to twice the limit.
  private func shorten(_ path: String) {
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0, let text = readText(at: path) else { return }
    let kept = text.split(separator: "\n").suffix(History.limit)
    guard ftruncate(file, 0) == 0 else { return }
    writeAll(kept.joined(separator: "\n") + "\n", to: file)
  }
}

/// Creates the folders that a file is to stand in, for their owner alone.
func makeFolders(above path: String) {
  for (index, character) in zip(path.indices, path)
  where character == "/" && index > path.startIndex {
    _ = mkdir(String(path[..<index]), 0o700)
  }
}
