/// A cell as lines with their widths, by psql's rules: a tab goes to the next eighth column, a
/// control character is shown by its number.
struct CellText {
  struct Line {
    var text: String
    var width: Int
  }

  var lines: [Line]

  var width: Int { lines.reduce(0) { max($0, $1.width) } }

  init(_ text: String) {
    if CellText.isPlain(text) {
      lines = [Line(text: text, width: text.utf8.count)]
      return
    }
    lines = []
    var line = Line(text: "", width: 0)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n":
        lines.append(line)
        line = Line(text: "", width: 0)
      case "\t":
        let count = 8 - line.width % 8
        line.append(String(repeating: " ", count: count), width: count)
      case "\r":
        line.append("\\r", width: 2)
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          line.append("\\x" + hexadecimal(scalar.value, digits: 2), width: 4)
        } else if (0x80..<0xA0).contains(scalar.value) {
          line.append("\\u" + hexadecimal(scalar.value, digits: 4), width: 6)
        } else {
          line.text.unicodeScalars.append(scalar)
          line.width += DisplayWidth.of(scalar)
        }
      }
    }
    lines.append(line)
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension CellText.Line {
  fileprivate mutating func append(_ more: String, width: Int) {
    text += more
    self.width += width
  }
}

extension String {
  /// A name can hold line breaks; a line of output cannot.
  var cutIntoLines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// `count` spaces, none for a negative count.
func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
