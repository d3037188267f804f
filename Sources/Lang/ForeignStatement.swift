/// A second language inside the first: SQL, as far as this project goes.
///
/// A statement that starts with one of its verbs is captured as it stands, by the lexical rules of
/// PostgreSQL, up to its `;`. Nothing in it is understood; only `${expr}` (a value) and `$[expr]`
/// (an identifier) are taken out, and never from within quotes.
public protocol ForeignLanguage: SendableMetatype {
  /// The words that start a statement, sorted.
  static var verbs: [ForeignVerb] { get }
  /// The word that makes the rest of the statement foreign whatever it starts with.
  static var forcingWord: String { get }
  /// Backslash commands that belong to the statement in front of them, in the place of its `;`:
  /// `select 1 \gx`.
  static var endings: Set<String> { get }
  static func run(_ call: ForeignCall, _ interpreter: Interpreter) throws -> Value
  /// A line that starts with a backslash: `\d author`.
  static func run(_ call: BackslashCall, _ interpreter: Interpreter) throws -> Value
}

extension ForeignLanguage {
  public static var forcingWord: String { "sql" }
  public static var endings: Set<String> { [] }
}

/// A word that starts foreign statements.
public struct ForeignVerb: Sendable, Equatable {
  public let word: String
  /// It defines something, so it may stand in a model file.
  public let isDefinition: Bool

  public init(_ word: String, isDefinition: Bool = false) {
    self.word = word
    self.isDefinition = isDefinition
  }
}

/// A foreign statement as it stands in the text. It is the same for every run.
public struct ForeignStatement: Sendable {
  public enum Part: Sendable, Equatable {
    /// Copied as it is.
    case raw(Span)
    /// `${expr}`; the span covers all of it.
    case value(Span)
    /// `$[expr]`; the span covers all of it.
    case identifier(Span)
  }

  /// The first word, lower case; empty when the statement starts with something else.
  public let verb: String
  /// From its first byte to before its `;`.
  public let span: Span
  /// In order, without gaps but comments in front.
  public let parts: [Part]
  /// The lines that follow `copy … from stdin;`, without the closing `\.`.
  public let data: Span?
  /// `(select …)` in parentheses: an expression.
  public let isExpression: Bool
  /// What stands in the place of its `;`.
  public var ending: ForeignEnding?
}

/// A backslash command at a statement's end, that says what becomes of its result.
public struct ForeignEnding: Sendable {
  /// Without the backslash: `gx`.
  public let name: String
  /// The rest of the line.
  public let rest: String
  public let span: Span
}

/// A foreign statement about to run: its text with the values of this moment.
public struct ForeignCall {
  public enum Part {
    case raw(String, Span)
    /// To be bound where the language binds, else written as a literal.
    case value(Value, Span)
    /// To be quoted as an identifier; several are a qualified name.
    case identifier([String], Span)
  }

  public let statement: ForeignStatement
  public let source: Source
  public let parts: [Part]
  /// Nobody takes the result: it stands alone, so the host should show it.
  public let isStatement: Bool
  /// A `for` walks through the result once and nobody keeps it, so the host may hand it out as it
  /// comes.
  public let isIterated: Bool

  public var verb: String { statement.verb }
  public var location: Location { Location(source, statement.span) }

  /// The bytes that follow `copy … from stdin;`.
  public var data: ArraySlice<UInt8>? {
    statement.data.map { source.bytes[source.clipped($0)] }
  }

  /// The text, when nothing is interpolated.
  public var plainText: String? {
    guard parts.count == 1, case .raw(let text, _) = parts[0] else { return nil }
    return text
  }

  /// `sql (text)`: text that a script made up. It has no place in the source of its own.
  public let isMadeUp: Bool
}

/// A line that starts with a backslash, as psql has them.
public struct BackslashCall {
  /// Without the backslash: `d+`.
  public let name: String
  /// The rest of the line, without surrounding blanks.
  public let rest: String
  public let location: Location
  public let isStatement: Bool

  /// The rest, cut at blanks; single and double quotes keep words together.
  public var words: [String] { BackslashCall.words(of: rest) }

  package static func words(of rest: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    var started = false
    for character in rest {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        started = true
      } else if character == " " || character == "\t" {
        if started || !word.isEmpty { words.append(word) }
        (word, started) = ("", false)
      } else {
        word.append(character)
      }
    }
    if started || !word.isEmpty { words.append(word) }
    return words
  }
}
