import Testing

/// Who may import whom: rooms import downwards only.
@Suite struct RoomTests {
  private static let system: Set<String> = ["Glibc", "Darwin", "Musl", "Synchronization"]

  private static let allowed: [String: Set<String>] = [
    "Postgres": ["CPostgres"],
    "Engine": ["Postgres", "Collections", "Crypto"],
    "Lang": ["Collections"],
    "SchemaShell": ["CEditLine", "Postgres", "Engine", "Lang"],
    "SchemaShellTool": ["SchemaShell"],
  ]

  /// Foundation costs start-up time; its small half is allowed where nothing else will do.
  private static let foundationFiles: [String: String] = [:]

  @Test func `rooms import downwards only`() {
    for file in SourceTree.sources {
      let allowed = RoomTests.allowed[file.room, default: []].union(RoomTests.system)
      for name in file.imports where !name.hasPrefix("Foundation") {
        #expect(allowed.contains(name), "\(file.path) must not import \(name)")
      }
    }
  }

  @Test func `Foundation is imported where a reason is given, and nowhere else`() {
    for file in SourceTree.sources {
      for name in file.imports where name.hasPrefix("Foundation") {
        #expect(
          RoomTests.foundationFiles[file.path] == name,
          "\(file.path) imports \(name), which costs start-up time")
      }
    }
  }

  @Test func `only the line editor knows libedit`() {
    let users = SourceTree.sources.filter { $0.imports.contains("CEditLine") }
    #expect(users.map(\.path).allSatisfy { $0 == "Sources/SchemaShell/Repl/LineEditor.swift" })
  }

  @Test func `only SchemaShell and its tool print`() {
    let quiet = SourceTree.sources.filter { !$0.room.hasPrefix("SchemaShell") }
    for file in quiet {
      for line in file.code where line.code.contains("print") || line.code.contains("puts(") {
        let words = line.code.split { $0 == " " || $0 == "{" }
        let prints = words.contains { word in
          ["print(", "debugPrint(", "puts(", "printf("].contains { word.hasPrefix($0) }
        }
        let declares = line.code.contains("case print") || line.code.contains("func print")
        #expect(!prints || declares, "\(file.path):\(line.number) prints")
      }
    }
  }
}
