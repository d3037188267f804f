import Foundation
import TestSupport
import Testing

/// How much memory a text takes: in proportion to its size, and not much more than is kept of it.
@Suite(.serialized, .enabled(if: ToolProcess.isBuilt)) struct MemoryTests {
  private static let statement =
    "create table post (id bigint primary key, author bigint not null, title text default 'x');\n"

  private static func table(_ number: Int) -> String {
    """
    table post\(number) {
      id      bigint generated always as identity primary key
      author  bigint not null references author on delete cascade
      title   text not null default 'none'
      check (length(title) > 0)
    }

    """
  }

  /// The most memory that `check` held while it read a file of so many bytes.
  private func peak(_ size: Int, _ name: String, _ part: (Int) -> String) throws -> Int {
    var text = ""
    var number = 0
    while text.utf8.count < size {
      text += part(number)
      number += 1
    }
    return try withFolder([name: text]) { folder in
      var child = pid_t()
      let arguments: [String] = [ToolProcess.path, "check", "\(folder)/\(name)"]
      let words = arguments.map { strdup($0) }
      let variables = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") }
      defer { for text in words + variables { free(text) } }
      let status = posix_spawn(
        &child, ToolProcess.path, nil, nil, words + [nil], variables + [nil])
      try #require(status == 0)
      var usage = rusage()
      var end: Int32 = 0
      while wait4(child, &end, 0, &usage) < 0, errno == EINTR {}
      #expect(end == 0)
      #if os(Linux)
        return usage.ru_maxrss * 1024
      #else
        return usage.ru_maxrss
      #endif
    }
  }

  /// What one byte more of a file costs: the program itself is in both.
  private func bytesHeld(_ sizes: (Int, Int), _ name: String, _ part: (Int) -> String) throws
    -> Double
  {
    let small = try peak(sizes.0, name, part)
    let large = try peak(sizes.1, name, part)
    return Double(large - small) / Double(sizes.1 - sizes.0)
  }

  @Test func `plain SQL takes a few bytes for each of its own`() throws {
    let held = try bytesHeld((2 << 20, 8 << 20), "x.sql") { _ in Self.statement }
    #expect(held < 16, "\(held)")
  }

  @Test func `a model takes some bytes for each of its own`() throws {
    let held = try bytesHeld((1 << 18, 1 << 20), "x.schema", Self.table)
    #expect(held < 48, "\(held)")
  }
}
