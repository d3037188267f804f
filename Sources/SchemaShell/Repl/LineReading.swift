/// Where a person's entries come from, so that the loop above can be driven by a terminal, by
/// a plain stream, or by a script of keystrokes in a test.
package protocol LineReading: AnyObject {
  /// Reads one entry: a statement, over as many lines as it takes.
  func readEntry(prompt: Prompt) -> Reading

  /// Reads the answer to a question: one line, kept out of the history.
  func readAnswer(to question: String) -> Reading

  /// Reads the answer to a question without showing it; nil when it was not given.
  func readSecret(to question: String) -> String?

  /// Adds what was entered to the history, as typed.
  func remember(_ entry: String)
}

extension LineReading {
  package func readSecret(to question: String) -> String? {
    Terminal.readSecret(to: question)
  }
}

/// What a reader brought back.
package enum Reading: Equatable {
  case entry(String)
  /// `^C`: what was typed is dropped, the session lives.
  case interrupted
  /// `^D` on an empty line, or the stream's end.
  case end
}

/// The text in front of what a person types, with the colours it is to be shown in.
package struct Prompt: Equatable {
  package var parts: [(text: String, role: Style.Role?)]

  package init(_ text: String) { parts = [(text, nil)] }
  package init(parts: [(text: String, role: Style.Role?)]) { self.parts = parts }

  package var plainText: String { parts.map(\.text).joined() }

  package static func == (left: Prompt, right: Prompt) -> Bool {
    left.parts.count == right.parts.count
      && zip(left.parts, right.parts).allSatisfy { $0.text == $1.text && $0.role == $1.role }
  }
}

/// Whether Enter ends an entry or starts its next line.
package enum Completeness: Equatable {
  case complete
  /// More is to come; the next line starts with this many spaces.
  case incomplete(indent: Int)
}

/// What may stand at the cursor.
package struct Completions: Equatable {
  /// Where the word that they replace starts, counted in Unicode scalars from the entry's start.
  package var start: Int
  package var candidates: [Candidate]

  package struct Candidate: Equatable {
    package var text: String
    /// What follows when it is the only one: a space, or nothing after a folder's name.
    package var suffix: String

    package init(_ text: String, suffix: String = " ") {
      self.text = text
      self.suffix = suffix
    }
  }

  package init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  package static let none = Completions(start: 0, candidates: [])

  /// The longest text that all candidates begin with.
  package var commonPrefix: String {
    guard var common = candidates.first.map({ Array($0.text.unicodeScalars) }) else { return "" }
    for candidate in candidates.dropFirst() {
      let differs = zip(common, candidate.text.unicodeScalars).enumerated()
        .first { $0.element.0 != $0.element.1 }?.offset
      let shared = differs ?? min(common.count, candidate.text.unicodeScalars.count)
      common.removeSubrange(shared...)
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: common)
    return String(text)
  }
}
