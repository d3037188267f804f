extension String {
  /// True for the same bytes. Two spellings of one character are equal to Swift, not to PostgreSQL.
  func isSpelled(as other: String) -> Bool {
    let same = utf8.withContiguousStorageIfAvailable { own in
      other.utf8.withContiguousStorageIfAvailable { theirs in
        own.count == theirs.count && own.elementsEqual(theirs)
      }
    }
    return same.flatMap { $0 } ?? utf8.elementsEqual(other.utf8)
  }
}

/// A text that equals another only when it is spelled so: as PostgreSQL compares.
struct Spelling: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { a.text.isSpelled(as: b.text) }
}

extension Spelling {
  /// The names that may stand in a text of SQL, or of what has SQL in it: everything that could be
  /// one.
  static func names(in text: String) -> Set<Spelling> {
    var found: Set<Spelling> = []
    var rest = text.utf8[...]
    while let first = rest.first {
      if first == UInt8(ascii: "\"") {
        let end = rest.dropFirst().firstIndex(of: first) ?? rest.endIndex
        found.insert(Spelling(String(rest[..<end].dropFirst()) ?? ""))
        rest = rest[end...].dropFirst()
      } else if first.isOfWord {
        let word = rest.prefix(while: \.isOfWord)
        found.insert(Spelling((String(word) ?? "").lowercased()))
        rest = rest[word.endIndex...]
      } else {
        rest = rest.dropFirst()
      }
    }
    return found
  }
}

extension UInt8 {
  /// True for what may stand in a name without quotes, or in a number.
  var isOfWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}
