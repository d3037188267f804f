/// Turns a diagnostic into the text a person sees.
///
/// ```
/// release.schema:7:12: error: unknown table "autor"
///   7 | describe autor
///     |          ^^^^^ did you mean "author"?
/// ```
/// It knows nothing of terminals but the escape codes it is allowed to use.
public struct DiagnosticRenderer: Sendable {
  public var styled: Bool
  /// Longer source lines are cut around the carets.
  public var width = 120

  public init(styled: Bool) { self.styled = styled }

  public func render(_ diagnostic: Diagnostic) -> String {
    var lines: [String] = []
    append(
      severity: diagnostic.severity, message: diagnostic.message, location: diagnostic.location,
      hint: diagnostic.hint, to: &lines)
    for note in diagnostic.notes {
      append(
        severity: .note, message: note.message, location: note.location, hint: nil, to: &lines)
    }
    return lines.joined(separator: "\n")
  }

  /// All of them, one after another.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n")
  }

  private func append(
    severity: Diagnostic.Severity, message: String, location: Location?, hint: String?,
    to lines: inout [String]
  ) {
    let label = paint("\(severity.rawValue):", color(severity))
    guard let location else {
      lines.append("\(label) \(message)")
      if let hint { lines.append("  \(paint(hint, "36"))") }
      return
    }
    lines.append("\(paint("\(location.description):", "1")) \(label) \(message)")
    let position = location.position
    let lineSpan = location.source.lineSpan(position.line)
    let snippet = Snippet(location: location, line: lineSpan, width: width)
    let number = String(position.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    lines.append("  \(paint("\(number) |", "34")) \(snippet.text)".trimmingTrailingBlanks())
    var marker = "  \(paint("\(gutter) |", "34")) "
    marker += String(repeating: " ", count: snippet.offset)
    marker += paint(String(repeating: "^", count: snippet.length), color(severity))
    if let hint { marker += " " + paint(hint, "36") }
    lines.append(marker)
  }

  private func color(_ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "1;31"
    case .warning: "1;33"
    case .note: "1;36"
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    styled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// One source line made fit to print, and where in it the carets stand.
private struct Snippet {
  var text = ""
  var offset = 0
  var length = 0

  init(location: Location, line: Span, width: Int) {
    let bytes = location.source.bytes
    var start = line.start
    while start < line.end, start < location.span.start,
      bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t")
    { start += 1 }
    // A hostile line of megabytes is never decoded whole: 4 bytes are the longest code point.
    var cut = false
    if location.span.start - start > width * 3 / 4 {
      start = location.span.start - width / 2
      while start > line.start, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      cut = true
    }
    let limit = min(line.end, start + width * 4)
    if cut { add("…") }
    let before = location.source[Span(start, location.span.start)]
    let markEnd = min(max(location.span.end, location.span.start), limit)
    let marked = location.source[Span(location.span.start, markEnd)]
    let after = location.source[Span(markEnd, limit)]
    for scalar in before.unicodeScalars { add(scalar) }
    offset = columns
    for scalar in marked.unicodeScalars { add(scalar) }
    length = max(1, min(columns - offset, max(1, width - offset)))
    for scalar in after.unicodeScalars where columns < width { add(scalar) }
    if columns > width + 1 || limit < line.end { text += "…" }
  }

  private var columns = 0

  private mutating func add(_ scalar: Unicode.Scalar) {
    let printable = scalar.value >= 32 && !(0x7F...0x9F).contains(scalar.value)
    let isBlank = scalar == "\t" || scalar == "\n" || scalar == "\r"
    text.unicodeScalars.append(printable ? scalar : isBlank ? " " : "\u{FFFD}")
    columns += printable ? displayWidth(scalar) : 1
  }
}

/// How many terminal cells a code point takes, near enough for carets and tables.
package func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return 1 }
  if scalar.properties.generalCategory == .nonspacingMark { return 0 }
  switch value {
  case 0x200B...0x200F, 0xFE00...0xFE0F: return 0
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}

extension String {
  func trimmingTrailingBlanks() -> String {
    var view = self[...]
    while view.last == " " { view.removeLast() }
    return String(view)
  }
}
