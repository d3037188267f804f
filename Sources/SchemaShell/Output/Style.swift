/// Colours by what they mean, so that no other file knows an escape sequence and a stream that is
/// no terminal never sees one.
package struct Style: Sendable, Equatable {
  package enum Role: Sendable {
    case error, warning, success
    case added, removed, changed
    case heading, dim
  }

  package var isColoured: Bool

  package static let plain = Style(isColoured: false)
  package static let coloured = Style(isColoured: true)

  package init(isColoured: Bool) { self.isColoured = isColoured }

  /// `text` in the colour of its role; unchanged where colour is off.
  package func apply(_ role: Role, to text: String) -> String {
    guard isColoured, !text.isEmpty else { return text }
    return "\u{1B}[\(Style.code(of: role))m\(text)\u{1B}[0m"
  }

  private static func code(of role: Role) -> String {
    switch role {
    case .error: "1;31"
    case .warning: "33"
    case .success: "32"
    case .added: "32"
    case .removed: "31"
    case .changed: "33"
    case .heading: "1"
    case .dim: "2"
    }
  }
}
