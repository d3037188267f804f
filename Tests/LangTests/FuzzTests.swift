import Foundation
import Testing

@testable import Lang

/// Texts made of the case files by chance: nothing that can be typed ends the process.
///
/// The texts are the same in every run. `SCHEMASHELL_FUZZ=600` goes on for so many seconds;
/// `SCHEMASHELL_FUZZ_LOG=path` names a file that always holds the text under way, so that the one
/// that ended the process is known.
@Suite(.serialized) struct FuzzTests {
  private static let seconds =
    ProcessInfo.processInfo.environment["SCHEMASHELL_FUZZ"].flatMap(Double.init)
  private static let log = ProcessInfo.processInfo.environment["SCHEMASHELL_FUZZ_LOG"]

  private func forEachText(_ seed: UInt64, _ body: (String) -> Void) throws {
    var mutator = try TextMutator(seed: seed)
    let end = Self.seconds.map { ContinuousClock.now + .seconds($0) }
    var count = 0
    while end.map({ ContinuousClock.now < $0 }) ?? (count < 400) {
      let text = mutator.next()
      if let log = Self.log { try text.write(toFile: log, atomically: false, encoding: .utf8) }
      body(text)
      count += 1
    }
  }

  @Test func `any text is read, checked and formatted without harm`() throws {
    let interpreter = Interpreter(FakeHost.vocabulary)
    let index = VocabularyIndex(FakeHost.vocabulary)
    try forEachText(1) { text in
      for kind in [Source.Kind.script, .model, .foreign] {
        let source = Source(name: "x", text: text, kind: kind)
        _ = interpreter.analyze(source).symbols
        _ = interpreter.completions(at: text.utf8.count / 2, in: source)
        guard kind != .foreign, let formatted = try? Formatter.changed(source, index) else {
          continue
        }
        let again = try? Formatter.changed(
          Source(name: "x", text: formatted, kind: kind), index)
        if again != formatted { Issue.record("not formatted twice: \(text)") }
      }
      if case .incomplete(let waitsFor) = interpreter.parse(
        partial: Source(name: "x", text: text))
      {
        if waitsFor.isEmpty { Issue.record("waits for nothing: \(text)") }
      }
    }
  }

  @Test func `any program that runs under limits ends within them`() throws {
    try forEachText(2) { text in
      let interpreter = Interpreter(
        FakeHost.vocabulary,
        limits: Limits(steps: 30_000, depth: 60, bytes: 4 << 20, time: .seconds(5)))
      guard let program = try? interpreter.compile(Source(name: "x", text: text, kind: .script))
      else { return }
      do { try interpreter.run(program) } catch let failure as ScriptFailure {
        _ = failure.rendered()
        if failure.message.contains("took longer") { Issue.record("too slow: \(text)") }
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}

/// Makes texts out of texts: cut, doubled, spliced, with words and bytes where none belong.
private struct TextMutator {
  private let seeds: [[UInt8]]
  private var state: UInt64
  private static let words = [
    "let ", "var x = ", "func f(a) { ", "}", "{", "(", ")", "[", "]", "\"", "\"\"\"", "'", "${",
    "$[",
    "$$", "/*", "*/", "--", "#", "///", "if ", "else ", "for x in ", "while true { ", "return ",
    "try {",
    "catch e {", "finally {", "select ", ";", "\\d ", "copy t from stdin;\n", "\\.", "=>", "??",
    "?.",
    "..", "..<", "1e999", "9223372036854775807", "-9223372036854775808", "0.1", "null", "\u{0}",
    "\u{FEFF}", "é", "😀", "\r\n", "\t", "table t { ", "enum e { ", "x.map(x => x)", ".sort()",
    ".repeat(1000000)", "begin atomic ", "end", "e'\\'", "u&\"", "include \"x\"", "diff ",
    "[1, 2][",
  ].map { Array($0.utf8) }

  init(seed: UInt64) throws {
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    seeds = try LangCases.files.map {
      Array(try Data(contentsOf: LangCases.folder.appending(path: $0)).prefix(2000))
    }
  }

  private mutating func random(_ count: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return count > 0 ? Int(state % UInt64(count)) : 0
  }

  mutating func next() -> String {
    var bytes = seeds[random(seeds.count)]
    for _ in 0...random(6) {
      let start = random(bytes.count + 1)
      let end = min(bytes.count, start + random(40))
      switch random(7) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 2: bytes.insert(contentsOf: Self.words[random(Self.words.count)], at: start)
      case 3: if start < bytes.count { bytes[start] = UInt8(random(256)) }
      case 4:
        let other = seeds[random(seeds.count)]
        bytes = Array(bytes[..<start] + other[random(other.count + 1)...])
      case 5: bytes = Array(bytes[..<start])
      default:
        let word = Self.words[random(Self.words.count)]
        for _ in 0...random(300) { bytes.insert(contentsOf: word, at: start) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
