/// A range of UTF-8 offsets in a source: half open, eight bytes small.
///
/// Every syntax node carries one, so it is stored as two 32-bit numbers.
public struct Span: Sendable, Hashable {
  private var low: Int32
  private var high: Int32

  public init(_ start: Int, _ end: Int) {
    low = Int32(clamping: start)
    high = Int32(clamping: max(start, end))
  }

  /// The first byte.
  public var start: Int { Int(low) }
  /// The byte after the last one.
  public var end: Int { Int(high) }
  public var length: Int { end - start }

  /// The smallest span that holds both.
  public func joined(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }

  public func contains(_ offset: Int) -> Bool { offset >= start && offset < end }
}

/// A span together with the source it points into.
public struct Location: Sendable, Equatable {
  public let source: Source
  public let span: Span

  public init(_ source: Source, _ span: Span) {
    self.source = source
    self.span = span
  }

  /// Where it begins.
  public var position: Position { source.position(at: span.start) }

  /// `file:line:column`.
  public var description: String {
    let position = position
    return "\(source.name):\(position.line):\(position.column)"
  }

  public static func == (left: Location, right: Location) -> Bool {
    left.source === right.source && left.span == right.span
  }
}
