/// What the formatter must know of a tree: which pieces of the text it may not look into, and what
/// the brackets and colons between them mean.
struct FormatMap {
  enum Atom {
    /// A text, a bare word: copied.
    case plain
    /// Foreign text: its lines move with the line it starts on. The data of a COPY does not.
    case foreign(data: Int?)
    case declaration(DeclarationSyntax)
  }

  /// By where they start; with where they end.
  private(set) var atoms: [Int: (end: Int, atom: Atom)] = [:]
  /// The `{` of map literals; all others open blocks.
  private(set) var maps: Set<Int> = []
  /// Where the middle part of `a ? b : c` ends: the colon behind it is no map's.
  private(set) var conditionalEnds: Set<Int> = []
  private(set) var statements: Set<Int> = []

  init(_ block: Block, _ bytes: UnsafeBufferPointer<UInt8>) {
    // The closures fill boxes of their own: a walk borrows nothing.
    let found = Found(bytes)
    SyntaxWalk(
      statement: found.statement, expression: found.expression, command: found.command,
      foreign: found.foreign
    ).walk(block)
    atoms = found.atoms
    maps = found.maps
    conditionalEnds = found.conditionalEnds
    statements = found.statements
  }

  private final class Found {
    let bytes: UnsafeBufferPointer<UInt8>
    var atoms: [Int: (end: Int, atom: Atom)] = [:]
    var maps: Set<Int> = []
    var conditionalEnds: Set<Int> = []
    var statements: Set<Int> = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private func plain(_ span: Span) { atoms[span.start] = (span.end, .plain) }

    func statement(_ statement: Statement) {
      statements.insert(statement.span.start)
      switch statement.kind {
      case .declaration(let syntax, _):
        let atom: Atom = syntax.foreign == nil ? .declaration(syntax) : .foreign(data: nil)
        atoms[syntax.span.start] = (syntax.span.end, atom)
      case .backslash:
        // All of its line belongs to it.
        var end = statement.span.start
        while end < bytes.count, bytes[end] != 10 { end += 1 }
        while end > statement.span.start, Bytes.isBlank(bytes[end - 1]) { end -= 1 }
        plain(Span(statement.span.start, end))
      case .include(let include): plain(include.pathSpan)
      case .foreign(let syntax) where syntax.statement.data != nil:
        atoms[statement.span.start] = (
          statement.span.end, .foreign(data: syntax.statement.data?.start)
        )
      default: break
      }
    }

    func expression(_ value: Expression) {
      switch value.kind {
      case .text, .interpolated: plain(value.span)
      case .map: maps.insert(value.span.start)
      case .conditional(_, let then, _): conditionalEnds.insert(then.span.end)
      default: break
      }
    }

    func foreign(_ syntax: ForeignSyntax) {
      let span = syntax.statement.span
      guard syntax.madeUp == nil, syntax.statement.data == nil else { return }
      atoms[span.start] = (span.end, .foreign(data: nil))
      if let ending = syntax.statement.ending { plain(ending.span) }
    }

    /// A command's words are no tokens: `models/blog.schema` is one.
    func command(_ syntax: CommandSyntax) {
      var position = syntax.span.start
      while position < syntax.span.end {
        let next = CommandWord(bytes, at: position)
        position = max(next.span.end, position + 1)
        switch next.kind {
        case .end: return
        case .comma: continue
        case .word:
          if let foreign = argument(at: next.span.start, of: syntax) {
            position = foreign
          } else {
            plain(next.span)
          }
        case .value: position = argument(at: next.span.start, of: syntax) ?? position
        case .brace:
          let blocks = syntax.enclosed.map { [$0.span] } ?? []
          let all = syntax.arguments.map(\.span) + blocks
          position = all.first { $0.start == next.span.start }?.end ?? syntax.span.end
        }
      }
    }

    /// The end of the value that starts there.
    private func argument(at start: Int, of syntax: CommandSyntax) -> Int? {
      syntax.arguments.first { argument in
        switch argument.value {
        case .expression, .foreign, .block: argument.span.start == start
        case .word, .flag: false
        }
      }?.span.end
    }
  }
}
