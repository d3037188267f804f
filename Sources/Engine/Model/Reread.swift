/// An expression as PostgreSQL would tell it once it had read its own words again.
///
/// What the catalogs tell is the tree that a person's words became, and read again it is another
/// tree that means the same: `a between 1 and 9 and b` is told `(((a >= 1) AND (a <= 9)) AND b)` and
/// read as one AND of three; `name in ('x', 'y')` of a varchar is told as a cast of a whole list and
/// read as a list of casts. A database that came out of a dump has the second form, one that was made by
/// the first words has the first. So expressions are compared in this form. Of a view's rows,
/// `(VALUES …)`, no more becomes another than a blank, `( VALUES …)`: it is left out of both. So is
/// the name of a query's constant that is no more than its type's (`SelectItem`).
///
/// The other way round, `retold` has words that are read as the very tree that is told.
///
/// Only PostgreSQL's own regular words are looked at: every AND, OR and list stands in brackets of
/// its own. Nothing is understood by it.
package struct Reread {
  private let bytes: [UInt8]
  private let isRetold: Bool
  private var place = 0
  private var open: [Bracket] = [Bracket(UInt8(ascii: " "))]

  /// What stands between two brackets, as far as it was read.
  private struct Bracket {
    let opening: UInt8
    var text: [UInt8] = []
    /// Where each item of a list ends.
    var commas: [Int] = []
    /// The word that joins what is in it.
    var connective: Connective?
    /// The bracket that it starts with, and where in `text` that ends.
    var first: (connective: Connective, end: Int)?
    /// Where the item of a query's select list starts that is being read.
    var item: Int?

    init(_ opening: UInt8) { self.opening = opening }
  }

  private enum Connective: String {
    case and = "AND"
    case or = "OR"
    /// A query, or both words: nothing to take out of its brackets.
    case other = ""
  }

  package static func text(_ told: String) -> String { text(told, isRetold: false) }

  /// What says `told` so that PostgreSQL tells it so again: `a BETWEEN 1 AND 9`, which stays an item
  /// of its own, and a list whose cast is left to PostgreSQL.
  package static func retold(_ told: String) -> String { text(told, isRetold: true) }

  /// True where PostgreSQL, told so, tells it so again: a column's new type makes it read what stands
  /// there.
  package static func isStable(_ told: String) -> Bool { retold(told) == told }

  private static func text(_ told: String, isRetold: Bool) -> String {
    guard let text = told.utf8.withContiguousStorageIfAvailable({ mayDiffer($0) }), text else {
      return told
    }
    var reading = Reread(bytes: Array(told.utf8), isRetold: isRetold)
    return reading.whole().map { String(decoding: $0, as: UTF8.self) } ?? told
  }

  private init(bytes: [UInt8], isRetold: Bool) {
    self.bytes = bytes
    self.isRetold = isRetold
  }

  /// Most expressions have none of these forms; they are looked through once.
  private static func mayDiffer(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var last: UInt8 = 0
    for byte in bytes {
      if last == UInt8(ascii: "("), starters.contains(byte) { return true }
      last = byte
    }
    return false
  }

  /// What stands first in a bracket: another one, a list or a query.
  private static let starters = Array("(A \n".utf8)

  /// Nil where brackets do not match: then it is nothing that PostgreSQL wrote.
  private mutating func whole() -> [UInt8]? {
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): quoted()
      case UInt8(ascii: "("), UInt8(ascii: "["):
        open.append(Bracket(bytes[place]))
        place += 1
        if !isRetold, bytes[place...].starts(with: " VALUES".utf8) { place += 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        guard open.count > 1 else { return nil }
        endItem()
        close(open.removeLast(), by: bytes[place])
      case UInt8(ascii: ","):
        let isOfSelectList = endItem()
        open[open.count - 1].commas.append(open[open.count - 1].text.count)
        keep()
        if isOfSelectList { startItem() }
      case let byte where byte.isOfWord: word()
      default: keep()
      }
    }
    endItem()
    return open.count == 1 ? open[0].text : nil
  }

  private mutating func startItem() { open[open.count - 1].item = open[open.count - 1].text.count }

  /// True where an item of a select list was being read.
  @discardableResult
  private mutating func endItem() -> Bool {
    let last = open.count - 1
    guard let start = open[last].item else { return false }
    open[last].item = nil
    guard let item = SelectItem(open[last].text[start...]) else { return true }
    open[last].text.replaceSubrange(start..., with: isRetold ? item.retold : item.nameless)
    return true
  }

  private mutating func keep() {
    open[open.count - 1].text.append(bytes[place])
    place += 1
  }

  private mutating func quoted() {
    let quote = bytes[place]
    let escapes = quote == UInt8(ascii: "'") && open[open.count - 1].text.last == UInt8(ascii: "E")
    keep()
    while place < bytes.count, bytes[place] != quote {
      if escapes, bytes[place] == UInt8(ascii: "\\") { keep() }
      if place < bytes.count { keep() }
    }
    // A quote that stands twice opens the next piece at once.
    if place < bytes.count { keep() }
  }

  private mutating func word() {
    let start = place
    while place < bytes.count, bytes[place].isOfWord { place += 1 }
    let last = open.count - 1
    let word = bytes[start..<place]
    if SelectItem.isEnd(word) { endItem() }
    defer { if SelectItem.isStart(word) { startItem() } }
    if let connective = Connective(rawValue: String(decoding: word, as: UTF8.self)) {
      join(by: connective)
    } else if open[last].text.isEmpty, Self.queries.contains(Array(word)) {
      open[last].connective = .other
    }
    open[last].text += word
  }

  private static let queries = ["SELECT", "WITH", "VALUES"].map { Array($0.utf8) }

  /// A first item that is joined by the same word is no item of its own when it is read.
  private mutating func join(by connective: Connective) {
    let last = open.count - 1
    if let known = open[last].connective {
      if known != connective { open[last].connective = .other }
      return
    }
    open[last].connective = connective
    guard let first = open[last].first, first.connective == connective,
      first.end + 1 == open[last].text.count
    else { return }
    if isRetold {
      let item = Interval(open[last].text[1..<first.end - 1])?.words
      let words = item ?? Array(open[last].text[..<first.end]) + Array("::boolean".utf8)
      open[last].text = words + [UInt8(ascii: " ")]
    } else {
      open[last].text.remove(at: first.end - 1)
      open[last].text.removeFirst()
    }
  }

  private mutating func close(_ bracket: Bracket, by closing: UInt8) {
    place += 1
    let last = open.count - 1
    if bracket.opening == UInt8(ascii: "("),
      let list = isRetold ? listAlone(bracket) : castOfList(bracket)
    {
      open[last].text += list
      return
    }
    let isFirst = open[last].text.isEmpty && bracket.opening == UInt8(ascii: "(")
    let start = open[last].text.count
    open[last].text.append(bracket.opening)
    open[last].text += bracket.text
    open[last].text.append(closing)
    if isFirst, let connective = bracket.connective {
      open[last].first = (connective, open[last].text.count)
    }
    // Whose commas are whose is known in the list itself only.
    if bracket.opening == UInt8(ascii: "["), open[last].text[..<start].elementsEqual("ARRAY".utf8) {
      open[last].commas = bracket.commas.map { $0 + start + 1 }
    }
  }

  /// `ANY ((ARRAY['a'::character varying])::text[])` without the cast that PostgreSQL adds itself.
  private mutating func listAlone(_ bracket: Bracket) -> [UInt8]? {
    let start = place
    guard open.count > 1, open[open.count - 1].text.isEmpty,
      ["ANY ", "ALL "].contains(where: {
        open[open.count - 2].text.suffix(4).elementsEqual($0.utf8)
      }),
      bracket.text.starts(with: "ARRAY[".utf8),
      String(decoding: bracket.text, as: UTF8.self).contains("'::character varying"),
      let type = typeOfList()
    else { return nil }
    if type.elementsEqual("text".utf8), place < bytes.count, bytes[place] == UInt8(ascii: ")") {
      return bracket.text
    }
    place = start
    return nil
  }

  /// `(ARRAY[a, b])::type[]` as a list of casts, with the cast that follows it read, too.
  private mutating func castOfList(_ bracket: Bracket) -> [UInt8]? {
    let head = Array("ARRAY[".utf8)
    guard bracket.text.starts(with: head), bracket.text.last == UInt8(ascii: "]"),
      let type = typeOfList()
    else { return nil }
    var cast = head
    var start = head.count
    for end in bracket.commas + [bracket.text.count - 1] {
      cast += start == head.count ? [] : Array(", ".utf8)
      cast += [UInt8(ascii: "(")] + bracket.text[start..<end] + [UInt8(ascii: ")")]
      cast += Array("::".utf8) + type
      // After the comma and the blank.
      start = end + 2
    }
    return cast + [UInt8(ascii: "]")]
  }

  /// What `::` says at this place, without the brackets of a list; nil, and nothing read, where it
  /// says no list.
  private mutating func typeOfList() -> ArraySlice<UInt8>? {
    guard bytes[place...].starts(with: "::".utf8) else { return nil }
    let start = place + 2
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""):
        end += 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
        end += 1
      case UInt8(ascii: "("):
        while end < bytes.count, bytes[end] != UInt8(ascii: ")") { end += 1 }
        end += 1
      case UInt8(ascii: "["):
        guard end > start, end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "]") else {
          return nil
        }
        place = end + 2
        return bytes[start..<end]
      case UInt8(ascii: " "), UInt8(ascii: "."): end += 1
      case let byte where byte.isOfWord: end += 1
      default: return nil
      }
    }
    return nil
  }
}
