import Engine

extension TableEditor {
  /// One try at lines that leave a doubt.
  struct Guess {
    var number = 0
    /// What has to say its name.
    var named: Set<ObjectID> = []
  }

  /// Which of several lines is meant, where words alone do not tell: the likeliest first. Each guess
  /// has a number, and with another number another one is made.
  struct Guesses {
    /// In how many ways all that was asked could be meant.
    private(set) var count = 1
    private(set) var known: [ObjectID: Place] = [:]
    private let number: Int

    init(_ number: Int) { self.number = number }

    /// One of the places, by how much their words have in common with those that are looked for.
    mutating func choose(
      _ places: [(place: Place, words: [String])], like words: [String], for id: ObjectID
    ) throws -> Place {
      guard !places.isEmpty else { throw Unclear() }
      let ranked = places.enumerated().sorted { one, other in
        let likeness = (
          Guesses.likeness(one.element.words, words), Guesses.likeness(other.element.words, words)
        )
        return likeness.0 == likeness.1 ? one.offset < other.offset : likeness.0 > likeness.1
      }
      let place = ranked[number / count % ranked.count].element.place
      count *= ranked.count
      known[id] = place
      return place
    }

    /// How much of both is the same, brackets aside, which people set as they like.
    private static func likeness(_ one: [String], _ other: [String]) -> Double {
      func counted(_ words: [String]) -> [String: Int] {
        Dictionary(
          words.filter { $0 != "(" && $0 != ")" }.map { ($0, 1) }, uniquingKeysWith: +)
      }
      let (left, right) = (counted(one), counted(other))
      let same = left.reduce(0) { $0 + min($1.value, right[$1.key] ?? 0) }
      let all = left.values.reduce(0, +) + right.values.reduce(0, +)
      return all == 0 ? 0 : Double(2 * same) / Double(all)
    }
  }
}

extension Lexed {
  /// The token as comparing wants it: words in lower case.
  func normalized(_ index: Int) -> String { word(index) ?? text(index) }

  /// All tokens so.
  var normalized: [String] { (0..<count).map(normalized) }
}
