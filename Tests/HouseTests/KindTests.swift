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

  private static let kinds = SourceTree.sources.filter {
    $0.path.hasPrefix("Sources/Engine/Kinds/")
  }
  .map { String($0.name.dropLast(".swift".count)) }
  .filter { !$0.contains("+") }

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
    kinds.flatMap { kind -> [String] in
      let member = "." + kind.prefix(1).lowercased() + kind.dropFirst()
      var found: [String] = []
      if words(of: code).contains(kind) { found.append(kind) }
      if words(of: code, with: ".").contains(where: { $0.hasSuffix(member) }) {
        found.append(member)
      }
      // A space on either side: whole words only. `ForeignKey` is `foreign key` in SQL.
      let spoken = kind.replacing(#/(?<small>[a-z])(?<large>[A-Z])/#) {
        "\($0.small) \($0.large)"
      }.lowercased()
      let text = " " + words(of: quoted.lowercased()).joined(separator: " ") + " "
      if text.contains(" \(spoken) ") { found.append("'\(spoken)'") }
      return found
    }
  }

  private static func words(of text: String, with extra: Character? = nil) -> [String] {
    text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == extra) }.map(String.init)
  }
}
