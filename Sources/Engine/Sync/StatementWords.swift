/// The words of a statement, as numbers: enough to tell what it cannot speak of.
///
/// Everything between signs is a word, within quotes, comments and bodies, too. Whatever a statement
/// names is among them; not everything among them is named. Letters of ASCII count as small, as
/// PostgreSQL folds them.
enum StatementWords {
  /// Longer names may have been cut, so that no statement need say them as they are.
  private static let longest = 60

  static func forEach(_ text: String, _ body: (UInt64) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      var word: UInt64 = 0
      for byte in bytes {
        if isWord(byte) {
          word = (word == 0 ? 0xcbf2_9ce4_8422_2325 : word)
          word = (word ^ UInt64(lower(byte))) &* 0x100_0000_01b3
        } else if word != 0 {
          body(word)
          word = 0
        }
      }
      if word != 0 { body(word) }
    }
  }

  static func all(_ text: String) -> Set<UInt64> {
    var words: Set<UInt64> = []
    forEach(text) { words.insert($0) }
    return words
  }

  static func have(_ word: String, in text: String) -> Bool {
    guard let wanted = of(name: word)?.first else { return true }
    var isThere = false
    forEach(text) { if $0 == wanted { isThere = true } }
    return isThere
  }

  /// The words that stand for a name; nil where it can be said without them.
  static func of(name: String) -> [UInt64]? {
    guard name.utf8.count < longest else { return nil }
    var words: [UInt64] = []
    forEach(name) { words.append($0) }
    return words.isEmpty ? nil : words
  }

  /// True where names may be written as numbers of their characters.
  static func hidesNames(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.dropLast(2).contains {
        bytes[$0] == UInt8(ascii: "&") && bytes[$0 + 1] == UInt8(ascii: "\"")
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte == 0x5F
      || byte >= 0x30 && byte <= 0x39 || byte >= 0x80
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}

/// Finds what a statement may speak of: the objects of which a name is among its words.
struct SpokenNames {
  private struct Entry {
    let words: [UInt64]
    let root: ObjectID
  }
  private var entries: [UInt64: [Entry]] = [:]
  /// What every statement may mean.
  private(set) var unspoken: Set<ObjectID> = []

  init() {}

  /// Names of roots, and of what has a name of its own beside them: an index, statistics.
  init(_ snapshot: Snapshot, _ isWanted: (_ root: ObjectID) -> Bool = { _ in true }) {
    for object in snapshot.objects.values {
      for claim in object.claims
      where claim.kind == .relationName || claim.names == object.id.names {
        let root = snapshot.root(of: object.id)
        if isWanted(root) { add(Self.spoken(claim), root) }
        break
      }
    }
  }

  var all: [ObjectID] { entries.values.joined().map(\.root) + unspoken }

  var isEmpty: Bool { entries.isEmpty && unspoken.isEmpty }

  mutating func add(_ name: String, _ root: ObjectID) {
    guard let words = StatementWords.of(name: name), let first = words.first else {
      unspoken.insert(root)
      return
    }
    entries[first, default: []].append(Entry(words: words, root: root))
  }

  /// True for what several can be called by one name.
  static func isCalled(_ id: ObjectID) -> Bool { id.names.count > 2 && id.name.hasPrefix("(") }

  /// What a call says of a function: not its arguments.
  static func spoken(_ id: ObjectID) -> String {
    isCalled(id) ? id.names[1] : id.name
  }

  /// In the order in which they are spoken of.
  func roots(in text: String) -> [ObjectID] {
    guard !isEmpty else { return [] }
    var found: [ObjectID] = []
    var seen = unspoken
    var all: Set<UInt64>?
    StatementWords.forEach(text) { word in
      for entry in entries[word] ?? [] where !seen.contains(entry.root) {
        if entry.words.count > 1 {
          let words = all ?? StatementWords.all(text)
          all = words
          guard entry.words.allSatisfy(words.contains) else { continue }
        }
        seen.insert(entry.root)
        found.append(entry.root)
      }
    }
    return found + unspoken
  }
}
