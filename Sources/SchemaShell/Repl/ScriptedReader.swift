/// A reader that plays back what a person would have entered: the terminal's double in tests.
package final class ScriptedReader: LineReading {
  private var readings: [Reading]
  private var answers: [String]

  /// The prompts that were shown, in order.
  package private(set) var prompts: [String] = []
  package private(set) var remembered: [String] = []

  package init(_ readings: [Reading], answers: [String] = []) {
    self.readings = readings
    self.answers = answers
  }

  package func readEntry(prompt: Prompt) -> Reading {
    prompts.append(prompt.plainText)
    return readings.isEmpty ? .end : readings.removeFirst()
  }

  package func readAnswer(to question: String) -> Reading {
    prompts.append(question)
    return answers.isEmpty ? .end : .entry(answers.removeFirst())
  }

  package func readSecret(to question: String) -> String? {
    guard case .entry(let answer) = readAnswer(to: question) else { return nil }
    return answer
  }

  package func remember(_ entry: String) { remembered.append(entry) }
}
