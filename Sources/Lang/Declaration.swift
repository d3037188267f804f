/// A part of a model: `table author { … }`, `view live as select …;`.
///
/// The language knows the outer form only: a head word, a name, and either a block of items or a
/// foreign text. What the tokens inside mean is the host's to say. Every piece keeps its exact byte
/// range, because a host that edits model files must leave what it did not change as it was.
public protocol Declaration: SendableMetatype {
  static var form: DeclarationForm { get }
  static func declare(_ call: DeclarationCall, _ interpreter: Interpreter) throws -> Value
}

/// How a kind of declaration is written.
public struct DeclarationForm: Sendable {
  public enum Body: Sendable, Equatable {
    /// `{ … }` with one item to a line.
    case lines
    /// `{ … }` with items between commas or on lines of their own.
    case list
    /// Foreign text up to `;`: `view v as select …;`.
    case foreign
  }

  /// The words it starts with: `["materialized", "view"]`.
  public let words: [String]
  public let body: Body
  /// A line of the block that starts with one of these goes on with the line before.
  public let continuations: Set<String>
  public let summary: String
  public let examples: [String]

  public init(
    _ words: String, _ body: Body, continuations: Set<String> = [], summary: String = "",
    examples: [String] = []
  ) {
    self.words = words.split(separator: " ").map(String.init)
    self.body = body
    self.continuations = continuations
    self.summary = summary
    self.examples = examples
  }

  public var title: String { words.joined(separator: " ") }
}

/// One token of a declaration, by the foreign language's lexical rules.
public struct DeclarationToken: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// An unquoted word.
    case word
    /// `"Quoted"`.
    case quotedName
    /// `'text'`, `E'…'`, `U&'…'`, `$$ … $$`.
    case text
    case number
    /// A run of operator characters, `::` and `:=` too.
    case symbol
    /// One of `( ) [ ] , . ;`.
    case punctuation
  }

  public let kind: Kind
  public let span: Span
  /// It is the first on its line.
  public let startsLine: Bool
}

/// A comment inside or in front of a declaration.
public struct DeclarationComment: Sendable, Equatable {
  /// All of it, with its marks.
  public let span: Span
  /// It starts with `///`.
  public let isDocumentation: Bool
}

/// One line of a block: a column, a constraint, a label.
public struct DeclarationItem: Sendable {
  /// From its first token to its last.
  public let span: Span
  public let tokens: [DeclarationToken]
  /// Comments in front of it, on lines of their own.
  public let leading: [DeclarationComment]
  /// Comments behind it, on its line, or between its tokens.
  public let trailing: [DeclarationComment]
}

/// A declaration as it stands in the text.
public struct DeclarationSyntax: Sendable {
  public let source: Source
  public let form: DeclarationForm
  /// From the head word to the closing brace or the `;`.
  public let span: Span
  /// The head word or words.
  public let keyword: Span
  /// What stands between the head word and the body: the name first.
  public let header: [DeclarationToken]
  /// From `{` to `}`, both included; nil for foreign bodies.
  public let body: Span?
  public let items: [DeclarationItem]
  /// The foreign text behind the head word, up to `;`.
  public let foreign: ForeignStatement?
  /// Comments in front of it, on lines of their own.
  public let leading: [DeclarationComment]
  /// A comment behind its last token, and those in the block that belong to no item.
  public let trailing: [DeclarationComment]

  /// The span with the comments in front.
  public var fullSpan: Span { leading.first.map { $0.span.joined(span) } ?? span }

  /// A token's text as written.
  public func text(_ token: DeclarationToken) -> String { source[token.span] }

  /// The words of `///` comments, one line each.
  public func documentation(_ comments: [DeclarationComment]) -> String? {
    let lines = comments.filter(\.isDocumentation).map { comment -> String in
      var text = source[comment.span].dropFirst(3)
      if text.first == " " { text = text.dropFirst() }
      while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
      return String(text)
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

/// A declaration being carried out.
public struct DeclarationCall {
  public let syntax: DeclarationSyntax
  public let location: Location

  public var source: Source { syntax.source }

  /// A failure whose caret stands under a part of the declaration.
  public func failure(_ message: String, at span: Span? = nil, hint: String? = nil)
    -> ScriptFailure
  {
    ScriptFailure(message, at: span.map { Location(source, $0) } ?? location, hint: hint)
  }
}
