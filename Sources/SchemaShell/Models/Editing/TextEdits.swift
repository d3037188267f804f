import Lang

/// Changes to one file's text. What no change touches keeps its bytes.
struct TextEdits {
  let source: Source
  private var edits: [Edit] = []

  private struct Edit {
    let range: Range<Int>
    let text: String
  }

  init(_ source: Source) { self.source = source }

  var isEmpty: Bool { edits.isEmpty }
  private var bytes: [UInt8] { source.bytes }

  mutating func replace(_ span: Span, with text: String) {
    edits.append(Edit(range: span.start..<span.end, text: text))
  }

  mutating func insert(_ text: String, at offset: Int) {
    edits.append(Edit(range: offset..<offset, text: text))
  }

  /// Takes out a piece of a line with the blanks in front of it.
  mutating func removeInline(_ span: Span) {
    var start = span.start
    while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
    edits.append(Edit(range: start..<span.end, text: ""))
  }

  /// Takes out what stands on lines of its own, with these lines; what shares a line, by itself.
  mutating func removeLines(_ span: Span) {
    let start = startOfLine(span.start)
    let end = endOfLine(span.end)
    let isAlone =
      bytes[start..<span.start].allSatisfy(isBlank) && bytes[span.end..<end].allSatisfy(isBlank)
    guard isAlone else { return removeInline(span) }
    edits.append(Edit(range: start..<min(end + 1, bytes.count), text: ""))
  }

  /// The same for a declaration: of the empty lines around it, one stays.
  mutating func removeParagraph(_ span: Span) {
    let start = startOfLine(span.start)
    var end = endOfLine(span.end)
    let isAlone =
      bytes[start..<span.start].allSatisfy(isBlank) && bytes[span.end..<end].allSatisfy(isBlank)
    guard isAlone else { return removeInline(span) }
    end = min(end + 1, bytes.count)
    let followsGap = start == 0 || isEmptyLine(before: start)
    while followsGap, end < bytes.count, bytes[end..<endOfLine(end)].allSatisfy(isBlank) {
      end = min(endOfLine(end) + 1, bytes.count)
    }
    edits.append(Edit(range: start..<end, text: ""))
  }

  func startOfLine(_ offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != 10 { start -= 1 }
    return start
  }

  /// The offset of the line's end, before its line break.
  func endOfLine(_ offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != 10 { end += 1 }
    return end
  }

  /// The blanks that the line of an offset starts with.
  func indentation(at offset: Int) -> String {
    let start = startOfLine(offset)
    return String(decoding: bytes[start...].prefix(while: isBlank), as: UTF8.self)
  }

  private func isEmptyLine(before start: Int) -> Bool {
    start > 0 && bytes[startOfLine(start - 1)..<(start - 1)].allSatisfy(isBlank)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 13 }

  func applied() -> String {
    let sorted = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.isEmpty ? 0 : 1, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.isEmpty ? 0 : 1, $1.offset)
    }
    var result: [UInt8] = []
    var end = 0
    for (_, edit) in sorted {
      // What lies within a larger change is changed with it.
      guard edit.range.lowerBound >= end else { continue }
      result += bytes[end..<edit.range.lowerBound]
      result += edit.text.utf8
      end = edit.range.upperBound
    }
    return String(decoding: result + bytes[end...], as: UTF8.self)
  }
}
