/// A text of several lines with a cursor in it, and where the cursor goes from there.
///
/// Counted in Unicode scalars, as libedit counts; apart from the editor, so that it can be tested
/// without a terminal.
struct EntryText: Equatable {
  var scalars: [Unicode.Scalar]
  var cursor: Int

  init(_ scalars: [Unicode.Scalar], cursor: Int) {
    self.scalars = scalars
    self.cursor = cursor
  }

  var text: String { String(scalars) }

  var lineStart: Int { scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }

  var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }

  /// The same column in the line above, or its end; nil in the first line.
  var placeAbove: Int? {
    guard lineStart > 0 else { return nil }
    let end = lineStart - 1
    let start = scalars[..<end].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return min(start + cursor - lineStart, end)
  }

  /// The same column in the line below, or its end; nil in the last line.
  var placeBelow: Int? {
    guard lineEnd < scalars.count else { return nil }
    let start = lineEnd + 1
    let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
    return min(start + cursor - lineStart, end)
  }

  /// Whether nothing but spaces stands between the line's start and the cursor.
  var isAtIndent: Bool { scalars[lineStart..<cursor].allSatisfy { $0 == " " } }

  /// A paste as lines of text: other control characters would only garble the screen.
  static func pasted(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    var last: Unicode.Scalar = " "
    for scalar in scalars {
      switch scalar {
      case "\r": text.append("\n")
      case "\n": if last != "\r" { text.append("\n") }
      case "\t": text.append(scalar)
      default: if scalar.value >= 0x20 && scalar.value != 0x7F { text.append(scalar) }
      }
      last = scalar
    }
    return String(text)
  }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self = String(view)
  }
}
