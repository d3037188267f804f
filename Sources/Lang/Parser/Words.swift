/// The words of all files of one compilation, each kept once, with what is known about it.
///
/// Scripts consist of names. Whoever meets one again compares a number instead of letters, and asks
/// the vocabulary only the first time.
final class Words {
  /// What a word may be besides a name.
  struct Roles {
    /// A word of the language that starts statements, as it is written.
    var language: LanguageWord?
    /// The same in capitals, which only a statement's start may be.
    var inCapitals: LanguageWord?
    /// A command, a declaration, or a foreign statement starts with it.
    var isPluggedIn: Bool
    var isVerb: Bool
  }

  let index: VocabularyIndex
  @exclusivity(unchecked) private var texts: [String] = []
  @exclusivity(unchecked) private var roles: [Roles] = []
  @exclusivity(unchecked) private var hashes: [UInt64] = []
  /// Open addressing: numbers of words, from 1; a power of two of places.
  @exclusivity(unchecked) private var table: [Int32]
  /// The builtin methods called so: nil until somebody asks.
  @exclusivity(unchecked) private var families: [Int: Int] = [:]
  private let seed = UInt64.random(in: .min ... .max)

  init(_ index: VocabularyIndex) {
    self.index = index
    table = Array(repeating: 0, count: 128)
  }

  var count: Int { texts.count }

  subscript(number: Int) -> String { texts[number] }

  func roles(of number: Int) -> Roles { roles[number] }

  func number(of text: String) -> Int {
    var text = text
    return text.withUTF8 { number(of: $0) }
  }

  /// The number of a word, new or not.
  func number(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = hash(bytes)
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[place] != 0 {
      let number = Int(table[place]) - 1
      if hashes[number] == hash, isEqual(texts[number], bytes) { return number }
      place = (place + 1) & (table.count - 1)
    }
    add(String(decoding: bytes, as: UTF8.self), hash)
    table[place] = Int32(texts.count)
    if texts.count * 2 > table.count { grow() }
    return texts.count - 1
  }

  /// The builtin methods called like the word; -1 when there are none.
  func methods(_ number: Int) -> Int {
    if let known = families[number] { return known }
    let family = BuiltinMethods.index[texts[number]] ?? -1
    families[number] = family
    return family
  }

  private func add(_ text: String, _ hash: UInt64) {
    let lower = text.lowercased()
    let isVerb = index.verbs[lower] != nil
    texts.append(text)
    hashes.append(hash)
    roles.append(
      Roles(
        language: LanguageWord(rawValue: text), inCapitals: LanguageWord(rawValue: lower),
        isPluggedIn: isVerb || lower == index.forcingWord || index.commands[lower] != nil
          || index.declarations[lower] != nil, isVerb: isVerb))
  }

  private func grow() {
    table = Array(repeating: 0, count: table.count * 2)
    for (number, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[place] != 0 { place = (place + 1) & (table.count - 1) }
      table[place] = Int32(number + 1)
    }
  }

  /// Eight bytes a step, each folded by a long multiplication; the seed differs from run to run, so
  /// that nobody can write words that all meet in one place.
  @inline(__always)
  private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      let end = min(index + 8, bytes.count)
      while index < end {
        word = word << 8 | UInt64(bytes[index])
        index += 1
      }
      let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = high ^ low &+ seed
    }
    return hash ^ hash >> 32
  }

  @inline(__always)
  private func isEqual(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.utf8.count == bytes.count else { return false }
    return text.utf8.elementsEqual(bytes)
  }
}
