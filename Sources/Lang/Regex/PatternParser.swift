/// Reads a regular expression and writes its program.
///
/// `. [a-z] \d \w \s \b ^ $ ( ) (?: ) (?<name> ) | * + ? {2,5}` and their lazy forms; `(?i)` and
/// `(?m)` in front.
struct PatternParser {
  private let scalars: [UInt32]
  private var position = 0
  private var groupCount = 1
  private var names: [Int: String] = [:]
  private var ignoresCase = false
  private var hasLines = false
  private var nesting = 0

  private static let largestProgram = 20_000
  private static let largestState = 1_000_000

  static func parse(_ text: String) throws -> Pattern {
    var parser = PatternParser(scalars: text.unicodeScalars.map(\.value))
    try parser.flags()
    let body = try parser.alternatives()
    guard parser.position == parser.scalars.count else {
      throw parser.fault("a `)` closes nothing")
    }
    let steps = Self.joined([.save(0)], body) + [.save(1), .match]
    // Each way that is followed has groups of its own.
    guard steps.count * parser.groupCount <= largestState else {
      throw parser.fault("it has too many groups")
    }
    return Pattern(steps: steps, groupCount: parser.groupCount, names: parser.names)
  }

  private init(scalars: [UInt32]) { self.scalars = scalars }

  /// Steps with targets relative to their own place, so that pieces can be moved and repeated.
  private typealias Piece = [Pattern.Step]

  private func fault(_ message: String) -> ScriptFailure {
    ScriptFailure("wrong pattern: \(message), at character \(position + 1)")
  }

  private var next: UInt32? { position < scalars.count ? scalars[position] : nil }

  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar.value else { return false }
    position += 1
    return true
  }

  private mutating func accept(_ text: String) -> Bool {
    let wanted = text.unicodeScalars.map(\.value)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func flags() throws {
    guard accept("(?") else { return }
    var seen = false
    while let flag = next {
      position += 1
      switch flag {
      case 0x69: ignoresCase = true
      case 0x6D: hasLines = true
      case 0x29 where seen: return
      default:
        // A group, no flags.
        position = 0
        return
      }
      seen = true
    }
    throw fault("the flags have no `)`")
  }

  private mutating func alternatives() throws -> Piece {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting < 50 else { throw fault("groups are nested too deep") }
    var branches = [try sequence()]
    while accept("|") { branches.append(try sequence()) }
    var result = branches.removeLast()
    while let branch = branches.popLast() {
      result = Self.either(branch, result)
      try check(result)
    }
    return result
  }

  private func check(_ piece: Piece) throws {
    if piece.count > Self.largestProgram { throw fault("it is too large") }
  }

  // Targets of splits and jumps in pieces are absolute within the piece.

  private static func moved(_ piece: Piece, by offset: Int) -> Piece {
    piece.map { step in
      switch step {
      case .split(let a, let b): .split(a + offset, b + offset)
      case .jump(let a): .jump(a + offset)
      case .scalar, .any, .set, .save, .assert, .match: step
      }
    }
  }

  private static func either(_ a: Piece, _ b: Piece) -> Piece {
    let second = a.count + 2
    return [.split(1, second)] + moved(a, by: 1) + [.jump(second + b.count)]
      + moved(b, by: second)
  }

  private static func joined(_ a: Piece, _ b: Piece) -> Piece { a + moved(b, by: a.count) }

  private static func optional(_ a: Piece, _ isLazy: Bool) -> Piece {
    let end = a.count + 1
    return [isLazy ? .split(end, 1) : .split(1, end)] + moved(a, by: 1)
  }

  private static func star(_ a: Piece, _ isLazy: Bool) -> Piece {
    let end = a.count + 2
    return [isLazy ? .split(end, 1) : .split(1, end)] + moved(a, by: 1) + [.jump(0)]
  }

  private mutating func sequence() throws -> Piece {
    var result: Piece = []
    while let scalar = next, scalar != 0x7C, scalar != 0x29 {
      result = Self.joined(result, try repeated())
      try check(result)
    }
    return result
  }

  private mutating func repeated() throws -> Piece {
    let atom = try atom()
    var low = 1
    var high: Int? = 1
    if accept("*") {
      (low, high) = (0, nil)
    } else if accept("+") {
      (low, high) = (1, nil)
    } else if accept("?") {
      (low, high) = (0, 1)
    } else if let bounds = try braces() {
      (low, high) = bounds
    } else {
      return atom
    }
    let isLazy = accept("?")
    if let next, next == 0x2A || next == 0x2B || next == 0x3F {
      throw fault("there is nothing to repeat")
    }
    guard (max(low, high ?? 0) + 1) * (atom.count + 2) < Self.largestProgram else {
      throw fault("it is too large")
    }
    var result: Piece = []
    for _ in 0..<low { result = Self.joined(result, atom) }
    guard let high else { return Self.joined(result, Self.star(atom, isLazy)) }
    var rest: Piece = []
    for _ in 0..<max(0, high - low) { rest = Self.optional(Self.joined(atom, rest), isLazy) }
    return Self.joined(result, rest)
  }

  /// `{2}`, `{2,}`, `{2,5}`; anything else in braces is text.
  private mutating func braces() throws -> (Int, Int?)? {
    let start = position
    guard accept("{"), let low = number() else {
      position = start
      return nil
    }
    var high: Int? = low
    if accept(",") { high = number() }
    guard accept("}") else {
      position = start
      return nil
    }
    if let high, high < low { throw fault("the bounds are turned around") }
    return (low, high)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next, (48...57).contains(digit), (value ?? 0) < 100_000 {
      value = (value ?? 0) * 10 + Int(digit - 48)
      position += 1
    }
    return value
  }

  private mutating func atom() throws -> Piece {
    guard let scalar = next else { return [] }
    position += 1
    switch Unicode.Scalar(scalar) {
    case ".": return [.any]
    case "^": return [.assert(hasLines ? .lineStart : .start)]
    case "$": return [.assert(hasLines ? .lineEnd : .end)]
    case "[": return [.set(try set())]
    case "(": return try group()
    case "\\": return try escape()
    case "*", "+", "?":
      position -= 1
      throw fault("there is nothing to repeat")
    default: return [literal(scalar)]
    }
  }

  private func literal(_ scalar: UInt32) -> Pattern.Step {
    guard ignoresCase else { return .scalar(scalar) }
    let both = cases(scalar)
    return both.count == 1 ? .scalar(scalar) : .set(ScalarSet(ranges: both.map { $0...$0 }))
  }

  private func cases(_ scalar: UInt32) -> Set<UInt32> {
    guard let value = Unicode.Scalar(scalar) else { return [scalar] }
    var result: Set<UInt32> = [scalar]
    for mapped in [value.properties.lowercaseMapping, value.properties.uppercaseMapping] {
      let scalars = Array(mapped.unicodeScalars)
      if scalars.count == 1 { result.insert(scalars[0].value) }
    }
    return result
  }

  private mutating func group() throws -> Piece {
    var number: Int?
    if accept("?:") {
      number = nil
    } else if accept("?<") {
      var name = ""
      while let scalar = next, let value = Unicode.Scalar(scalar), scalar != 0x3E {
        name.unicodeScalars.append(value)
        position += 1
      }
      guard accept(">"), !name.isEmpty, name != "=", name != "!" else {
        throw fault("look-behind is not supported")
      }
      number = groupCount
      names[groupCount] = name
    } else if accept("?") {
      throw fault("this kind of group is not supported")
    } else {
      number = groupCount
    }
    if number != nil { groupCount += 1 }
    let body = try alternatives()
    guard accept(")") else { throw fault("a `(` has no `)`") }
    guard let number else { return body }
    return Self.joined([.save(number * 2)], Self.joined(body, [.save(number * 2 + 1)]))
  }

  private mutating func escape() throws -> Piece {
    guard let scalar = next, let value = Unicode.Scalar(scalar) else {
      throw fault("a `\\` stands at the end")
    }
    if let set = classEscape() { return [.set(set)] }
    switch value {
    case "b", "B":
      position += 1
      return [.assert(value == "b" ? .wordBorder : .noWordBorder)]
    case "A", "z":
      position += 1
      return [.assert(value == "A" ? .start : .end)]
    case "1"..."9": throw fault("back references are not supported")
    default: return [literal(try characterEscape())]
    }
  }

  /// `\d`, `\W` and so on.
  private mutating func classEscape() -> ScalarSet? {
    guard let scalar = next, let value = Unicode.Scalar(scalar) else { return nil }
    let set: ScalarSet
    switch value {
    case "d": set = .digit
    case "D": set = ScalarSet.digit.negated()
    case "s": set = .space
    case "S": set = ScalarSet.space.negated()
    case "w": set = .word
    case "W": set = ScalarSet.word.negated()
    default: return nil
    }
    position += 1
    return set
  }

  private mutating func characterEscape() throws -> UInt32 {
    guard let scalar = next, let value = Unicode.Scalar(scalar) else {
      throw fault("a `\\` stands at the end")
    }
    position += 1
    switch value {
    case "n": return 10
    case "t": return 9
    case "r": return 13
    case "f": return 12
    case "a"..."z", "A"..."Z", "0"..."9": throw fault("`\\\(value)` is not supported")
    default: return scalar
    }
  }

  private mutating func set() throws -> ScalarSet {
    var set = ScalarSet()
    set.isNegated = accept("^")
    var isFirst = true
    while true {
      guard let scalar = next else { throw fault("a `[` has no `]`") }
      if scalar == 0x5D, !isFirst {
        position += 1
        return set
      }
      isFirst = false
      position += 1
      if scalar == 0x5C, let known = classEscape() {
        set.ranges += known.plain
        continue
      }
      let low = scalar == 0x5C ? try characterEscape() : scalar
      var high = low
      if next == 0x2D, position + 1 < scalars.count, scalars[position + 1] != 0x5D {
        position += 1
        let end = scalars[position]
        position += 1
        high = end == 0x5C ? try characterEscape() : end
        guard high >= low else { throw fault("a range is turned around") }
      }
      add(low...high, to: &set)
    }
  }

  private func add(_ range: ClosedRange<UInt32>, to set: inout ScalarSet) {
    set.ranges.append(range)
    guard ignoresCase, range.count < 1000 else { return }
    for scalar in range { set.ranges += cases(scalar).map { $0...$0 } }
  }
}
