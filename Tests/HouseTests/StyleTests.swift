import Testing

@Suite struct StyleTests {
  private let sources = SourceTree.sources + SourceTree.swiftFiles("Tests")

  @Test func `no file is longer than 500 lines`() {
    for file in sources {
      #expect(file.lines.count <= 501, "\(file.path) has \(file.lines.count - 1) lines")
    }
  }

  @Test func `what must not stand in a source without a reason`() {
    let marks = [
      "try!", "@unchecked Sendable", "nonisolated(unsafe)", "fatalError(", "unowned(unsafe)",
      "unsafeBitCast(",
    ]
    for file in SourceTree.sources {
      let lines = file.lines
      for line in file.code {
        for mark in marks where line.code.contains(mark) {
          let nearby = lines[max(0, line.number - 7)..<line.number]
          let isReasoned = nearby.contains { $0.contains("//") }
          #expect(isReasoned, "\(file.path):\(line.number) says \(mark) and not why")
        }
      }
    }
  }

  @Test func `nothing is unwrapped by force`() {
    for file in SourceTree.sources {
      for line in file.code {
        guard line.code.contains("!") else { continue }
        let forced = line.code.firstMatch(of: #/[\w\])]!(?!=)/#)
        let isReasoned = file.lines[line.number - 1].contains("//")
        #expect(forced == nil || isReasoned, "\(file.path):\(line.number) unwraps by force")
      }
    }
  }

  @Test func `nothing is left to be done and no machine is named`() {
    // Put together here, so that this file does not name them itself.
    let banned = ["TO" + "DO", "FIX" + "ME", "/wo" + "rk/", "/tmp" + "/w/", "/ro" + "ot/"]
    let files =
      sources + SourceTree.files(below: "docs", suffixes: [".md"])
      + SourceTree.files(below: "scripts", suffixes: [""])
      + SourceTree.files(below: "examples", suffixes: [".schema", ".sql", ".md"])
      + ["README.md", "Package.swift"].compactMap { path in
        SourceTree.text(of: path).map { SourceFile(path: path, text: $0) }
      }
    for file in files {
      for word in banned {
        #expect(!file.text.contains(word), "\(file.path) contains \(word)")
      }
    }
  }

  @Test func `the README opens with the two commands`() throws {
    let readme = try #require(SourceTree.text(of: "README.md"))
    let opening = readme.prefix(600)
    #expect(opening.contains("scripts/run examples/01-first-sync.schema"))
    #expect(opening.contains("scripts/test"))
  }
}
