import Foundation
import Testing

@testable import Lang

/// The formatter over everything at hand: what it writes means the same, has the same comments, and
/// is not changed by formatting it again.
@Suite struct FormatTests {
  private static let index = VocabularyIndex(FakeHost.vocabulary)

  @Test(arguments: LangCases.files.filter { $0.hasSuffix(".schema") })
  func `formatting keeps what a program means`(path: String) throws {
    let text = try String(contentsOf: LangCases.folder.appending(path: path), encoding: .utf8)
    try hold(text, path)
  }

  /// What holds for any text that can be parsed; texts that cannot are left out.
  private func hold(_ text: String, _ name: String) throws {
    let source = Source(name: name, text: text, kind: .script)
    let once: String?
    do {
      once = try Formatter.changed(source, Self.index)
    } catch is ScriptFailure {
      return
    }
    let formatted = try #require(once, "\(name): formatting would change what it means")
    let again = try Formatter.changed(
      Source(name: name, text: formatted, kind: .script), Self.index)
    #expect(again == formatted, "\(name): formatting twice is not formatting once")
    #expect(comments(formatted) == comments(text), "\(name): comments differ")
    #expect(!formatted.split(separator: "\n").contains { $0.last == " " && !text.contains($0) })
  }

  private func comments(_ text: String) -> [String] {
    let source = Source(name: "x", text: text, kind: .script)
    return source.bytes.withUnsafeBufferPointer { bytes in
      let block = Parser(source, bytes, words: Words(Self.index)).parseFile()
      return FormatTokens(bytes, FormatMap(block, bytes)).tokens
        .filter { $0.role == .comment }.map { source[$0.span] }
    }
  }

  @Test func `blanks stand where they belong`() throws {
    #expect(
      try formatted(
        """
        let a=1+2*-3 # one
        var longer  =  [1,2 ,3]  # two
        if a>1{print a}else{
        print "x ${a+1}" , -1


           }
        func f( x,y=2 ){ return x+y }
        let m = {a:1, "b" : [1,2], c: x=>x*2}
        let k = a>1?1:2
        print longer[1..], f (1)
        longer.map(x=>x)
        .filter(x => not x)
        f({
        x: 1
        })
        """.replacing("f (1)", with: "f(1)"))
          == """
          let a = 1 + 2 * -3      # one
          var longer = [1, 2, 3]  # two
          if a > 1 { print a } else {
            print "x ${a+1}", -1
          }
          func f(x, y = 2) { return x + y }
          let m = {a: 1, "b": [1, 2], c: x => x * 2}
          let k = a > 1 ? 1 : 2
          print longer[1..], f(1)
          longer.map(x => x)
            .filter(x => not x)
          f({
            x: 1
          })

          """)
  }

  @Test func `foreign text moves as a whole, and its quotes do not`() throws {
    #expect(
      try formatted("if true {\nselect 1,\n  'a\n  b' as x;\n}")
        == "if true {\n  select 1,\n    'a\n  b' as x;\n}\n")
  }

  @Test func `the first line for the kernel stays`() throws {
    #expect(try formatted("#!/usr/bin/env x\nprint  1") == "#!/usr/bin/env x\nprint 1\n")
  }

  @Test func `a comment ends before all carriage returns of its line`() throws {
    let once = try formatted("print 1  # one\r\r\r\nprint 2 # two\r\r")
    #expect(once == "print 1  # one\nprint 2  # two\n")
    #expect(try formatted(once) == once)
  }

  @Test func `a text with mistakes is not formatted`() {
    #expect(throws: ScriptFailure.self) { try formatted("let = 1") }
  }

  private func formatted(_ text: String) throws -> String {
    try Interpreter(FakeHost.vocabulary).format(Source(name: "x", text: text, kind: .script))
  }
}
