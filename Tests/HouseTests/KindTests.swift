import Testing

/// Machinery names no kind: what PostgreSQL knows about tables or policies stands in their files.
@Suite struct KindTests {
  private static let genericFolders = [
    "Sources/Engine/Model", "Sources/Engine/Introspect", "Sources/Engine/Diff",
    "Sources/Engine/Plan",
  ]

  /// Words that are a kind's name but mean something else in generic code, and what they mean.
  private static let otherMeanings: [String: String] = [
    "Sequence": "Swift's protocol",
    ".index": "a place in a list",
    ".extension": "a file's name",
    "'schema'": "part of every object's name",
    "Schema": "part of every object's name",
    ".schema": "part of every object's name",
  ]

  private struct Kind {
    /// `ForeignKey`
    let name: String
    /// `.foreignKey`
    let member: String
    /// ` foreign key `, as it is said in SQL; blanks around it, for whole words only.
    let spoken: String

    init(_ name: String) {
      self.name = name
      member = "." + name.prefix(1).lowercased() + name.dropFirst()
      var spoken = ""
      for character in name {
        if character.isUppercase, !spoken.isEmpty { spoken += " " }
        spoken += character.lowercased()
      }
      self.spoken = " \(spoken) "
    }
  }

  private static let kinds = SourceTree.sources
    .filter { $0.path.hasPrefix("Sources/Engine/Kinds/") }
    .map { String($0.name.dropLast(".swift".count)) }
    .filter { !$0.contains("+") }
    .map(Kind.init)

  @Test func `no kind is named in generic code`() {
    for file in SourceTree.sources
    where KindTests.genericFolders.contains(where: { file.path.hasPrefix($0 + "/") }) {
      for line in file.code {
        for named in KindTests.namesOfKinds(in: line.code, quoted: line.quoted) {
          #expect(
            KindTests.otherMeanings[named] != nil,
            "\(file.path):\(line.number) names the kind \(named)")
        }
      }
    }
  }

  private static func namesOfKinds(in code: String, quoted: String) -> [String] {
    let names = Set(words(of: code))
    let members = words(of: code, with: ".")
    let text = " " + words(of: quoted.lowercased()).joined(separator: " ") + " "
    return kinds.flatMap { kind -> [String] in
      var found: [String] = []
      if names.contains(kind.name) { found.append(kind.name) }
      if members.contains(where: { $0.hasSuffix(kind.member) }) { found.append(kind.member) }
      if text.contains(kind.spoken) { found.append("'\(kind.spoken.dropFirst().dropLast())'") }
      return found
    }
  }

  private static func words(of text: String, with extra: Character? = nil) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == extra) }.map(String.init)
  }
}
