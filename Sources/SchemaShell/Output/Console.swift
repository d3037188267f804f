/// Where a session's words go. Results are for other programs and stand apart from all that is
/// said about them; nothing in this project prints but through a console.
package struct Console {
  /// Gets each line of a result.
  package var output: (String) -> Void
  /// Gets each line of everything else: notices, warnings, what a command did.
  package var messages: (String) -> Void
  package var outputStyle = Style.plain
  package var messageStyle = Style.plain
  /// Asks the person a question; nil where nobody can be asked.
  package var ask: ((String) -> String?)?
  /// The same, where the answer is shown and kept nowhere.
  package var askSecret: ((String) -> String?)?
  /// Shows many lines a screen at a time; false when they fit and are to be printed.
  package var page: (([String]) -> Bool)?
  /// Replaces the line that tells how far a long task is; nil clears it.
  package var progress: ((String?) -> Void)?
  /// How many columns the screen of results has; nil where there is none.
  package var width: (() -> Int?)?
  /// Results and messages as JSON, for programs; docs/machine.md has the shapes.
  package var isMachine = false
  /// Nothing but results and errors.
  package var isQuiet = false

  package init(
    output: @escaping (String) -> Void, messages: @escaping (String) -> Void = { _ in }
  ) {
    self.output = output
    self.messages = messages
  }

  package func show(_ lines: [String]) {
    progress?(nil)
    if let page, page(lines) { return }
    for line in lines { output(line) }
  }

  /// What a command did, for people.
  package func say(_ text: String) {
    guard !isQuiet, !isMachine else { return }
    progress?(nil)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      messages(String(line))
    }
  }

  /// What a person must know, quiet or not.
  package func warn(_ text: String) {
    progress?(nil)
    messages(
      isMachine
        ? DiagnosticJSON.line(.warning, text)
        : messageStyle.apply(.warning, to: "warning:") + " " + text)
  }
}
