import Lang

/// Text that tries to bring the process down, and what must be said about it.
struct HostileText: Sendable {
  let name: String
  let bytes: [UInt8]
  let wanted: String?
  var kind: Source.Kind = .script

  init(_ name: String, _ text: String, says wanted: String?, kind: Source.Kind = .script) {
    self.init(name, Array(text.utf8), says: wanted, kind: kind)
  }

  init(_ name: String, _ bytes: [UInt8], says wanted: String?, kind: Source.Kind = .script) {
    self.name = name
    self.bytes = bytes
    self.wanted = wanted
    self.kind = kind
  }

  /// Compiles and runs the text; what was printed last, or the failure.
  func run() -> String {
    let interpreter = Interpreter(
      FakeHost.vocabulary, limits: Limits(steps: 3_000_000, bytes: 100_000_000))
    var last = ""
    interpreter.output = { last = $0 }
    let source = Source(name: name, bytes: bytes, kind: kind)
    _ = interpreter.completions(at: bytes.count, in: source)
    _ = interpreter.parse(partial: source)
    do {
      try interpreter.run(source)
      return last
    } catch let failure as ScriptFailure {
      return failure.rendered()
    } catch {
      return "\(error)"
    }
  }

  private static func many(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  static let all: [HostileText] = [
    HostileText("nothing", "", says: nil),
    HostileText("NUL", "print 1\nprint \0 2", says: "NUL byte"),
    HostileText("invalid UTF-8", [0x70, 0x72, 0xFF, 0xFE, 0x0A], says: "not valid UTF-8"),
    HostileText("overlong UTF-8", [0x22, 0xC0, 0x80, 0x22], says: "not valid UTF-8"),
    HostileText("surrogate", [0x22, 0xED, 0xA0, 0x80, 0x22], says: "not valid UTF-8"),
    HostileText("cut UTF-8", [0x22, 0xE2, 0x82], says: "not valid UTF-8"),
    HostileText("parentheses", "print " + many("(", 100_000), says: "nested more than"),
    HostileText(
      "closed parentheses", "print " + many("(", 100_000) + "1" + many(")", 100_000),
      says: "nested more than"),
    HostileText("brackets", "print " + many("[", 100_000), says: "nested more than"),
    HostileText("map literals", "print " + many("{a:", 100_000), says: "nested more than"),
    HostileText("blocks", many("if true {\n", 100_000), says: "nested more than"),
    HostileText("open braces", many("{", 100_000), says: "expected a key"),
    HostileText("closed braces", many("}", 100_000), says: "closes nothing"),
    HostileText("functions", many("func f() {\n", 100_000), says: "nested more than"),
    HostileText("lambdas", "let f = " + many("x => ", 100_000) + "1", says: "nested more than"),
    HostileText("minus signs", "print " + many("- ", 100_000) + "1", says: "nested more than"),
    HostileText("nots", "print " + many("not ", 100_000) + "true", says: "nested more than"),
    HostileText("bangs", "print " + many("!", 100_000) + "true", says: "nested more than"),
    HostileText("text in text", many("\"${", 100_000), says: "nested more than"),
    HostileText(
      "conditionals", "print " + many("true ? ", 100_000) + "1", says: "nested more than"),
    HostileText("calls", "print " + many("f(", 100_000), says: "nested more than"),
    HostileText("try", many("try { ", 100_000), says: "nested more than"),
    HostileText("transactions", many("transaction { ", 100_000), says: "nested more than"),
    HostileText("holes", "select " + many("${(select ", 100_000), says: "nested more than"),
    HostileText("sum of 100000", "print 1" + many(" + 1", 99_999), says: "100000"),
    HostileText("ands", "print true" + many(" and true", 100_000), says: "true"),
    HostileText("coalesces", "print null" + many(" ?? null", 100_000) + " ?? 7", says: "7"),
    HostileText(
      "else if", "if false {}" + many(" else if false {}", 50_000) + " else { print 8 }", says: "8"),
    HostileText(
      "members", "let m = {}\nprint m" + many(".a", 100_000), says: "map has no key `a`"),
    HostileText(
      "deep place", "var m = {}\nm" + many(".a", 100_000) + " = 1", says: "too deep"),
    HostileText("indexes", "var m = []\nm" + many("[0]", 100_000) + ".append(1)", says: "index 0"),
    HostileText("arguments", "print f(" + many("1, ", 100_000) + "1)", says: "at most 200"),
    HostileText("parameters", "func f(" + many("a, ", 100_000) + "a) {}", says: "parameter"),
    HostileText(
      "printed values", "print " + many("1, ", 100_000) + "1", says: "at most 1000 values"),
    HostileText(
      "list of 100000", "let xs = [" + many("1,", 100_000) + "]\nprint xs.count", says: "100000"),
    HostileText(
      "map of 50000",
      "let m = {" + (0..<50_000).map { "k\($0): 1" }.joined(separator: ",") + "}\nprint m.count()",
      says: "50000"),
    HostileText(
      "50000 holes in text", "print \"" + many("${1}", 50_000) + "\".length", says: "50000"),
    HostileText(
      "50000 variables",
      (0..<50_000).map { "let v\($0) = \($0)\n" }.joined() + "print v49999", says: "49999"),
    HostileText(
      "70000 variables", (0..<70_000).map { "let v\($0) = \($0)\n" }.joined(),
      says: "too many variables"),
    HostileText(
      "20000 functions",
      (0..<20_000).map { "func f\($0)() { return \($0) }\n" }.joined() + "print f19999()",
      says: "19999"),
    HostileText("one long name", "let " + many("a", 1_000_000) + " = 1\nprint 5", says: "5"),
    HostileText(
      "one long line", "print " + many("  ", 1_000_000) + "]", says: "expected an expression"),
    HostileText("long text", "print \"" + many("x", 1_000_000) + "\".length", says: "1000000"),
    HostileText("long number", "print " + many("9", 100_000), says: "does not fit into 64 bits"),
    HostileText("long decimal", "print 1." + many("9", 200_000), says: "too large"),
    HostileText("many errors", many("let = 1\n", 100_000), says: "expected the name"),
    HostileText("errors on one line", many("] ", 100_000), says: "expected an expression"),
    HostileText("unknown bytes", many("`~^", 100_000), says: "expected an expression"),
    HostileText("open quotes", many("\"\n", 50_000), says: "no closing"),
    HostileText("long quotes", many("\"\"\"", 99_999), says: "next line"),
    HostileText("open comment", many("/* ", 100_000), says: "no end"),
    HostileText("dollar quotes", "select " + many("$a$ $b$ ", 100_000), says: "no end"),
    HostileText("foreign parentheses", "select " + many("(", 1_000_000) + ";", says: "has no `)`"),
    HostileText(
      "foreign brackets", "table t { a int check " + many("(", 1_000_000), says: "expected"),
    HostileText("braces in a table", "table t " + many("{", 100_000), says: "cannot stand inside"),
    HostileText(
      "foreign file", many("(", 1_000_000) + many("'", 1_000_001), says: "no end", kind: .foreign),
    HostileText(
      "recursion", "func f(n) { return f(n + 1) + 1 }\nprint f(0)",
      says: "nested more than 10000 deep"),
    HostileText(
      "recursion through a builtin", "func f(n) { return [1].map(x => f(n + 1)) }\nf(0)",
      says: "nested more than 10000 deep"),
    HostileText(
      "recursion through the host", "func f(n) { return twice(f) }\nf(0)", says: "nested too deep"),
    HostileText(
      "recursion through a block", "func f() { upgrade { f() } }\nf()", says: "nested too deep"),
    HostileText(
      "chain of closures",
      "var f = () => 0\nfor i in 1..100000 { let g = f\nf = () => g }\nf = null\nprint 9",
      says: "9"),
    HostileText(
      "chain of closures in lists",
      "var f = [() => 0]\nfor i in 1..100000 { let g = f\nf = [() => g] }\nf = null\nprint 9",
      says: "9"),
    HostileText(
      "closure that holds itself",
      "func f() { var g = null\n g = () => g\n return g }\nfor i in 1..1000 { f() }\nprint 3",
      says: "3"),
    HostileText(
      "nested lists", "var x = []\nwhile true { x = [x] }", says: "values are nested more than 200"),
    HostileText(
      "nested maps", "var x = {}\nwhile true { x = {a: x} }",
      says: "values are nested more than 200"),
    HostileText(
      "nested by append", "var x = []\nwhile true { var y = []\ny.append(x)\nx = y }",
      says: "values are nested more than 200"),
    HostileText(
      "nested by set", "var x = {}\nwhile true { var y = {}\ny[\"a\"] = x\nx = y }",
      says: "values are nested more than 200"),
    HostileText(
      "doubling list", "var x = [1]\nfor i in 1..100 { x = x + x }", says: "more than"),
    HostileText(
      "doubling by sharing", "var x = [1]\nfor i in 1..150 { x = [x, x] }\nprint x == x",
      says: "true"),
    HostileText(
      "doubling text", "var s = \"x\"\nfor i in 1..100 { s = s + s }", says: "bytes of memory"),
    HostileText("huge repeat", "print \"x\".repeat(9223372036854775807)", says: "too long"),
    HostileText("huge pad", "print \"x\".padStart(9223372036854775807)", says: "too long"),
    HostileText("huge range", "print (0..9223372036854775806).list()", says: "bytes of memory"),
    HostileText(
      "huge decimals", "var d = 1.5\nwhile true { d = d * d }", says: "more than"),
    HostileText("endless loop", "while true {}", says: "3000000 steps"),
    HostileText("endless append", "var x = []\nwhile true { x.append(1) }", says: "more than"),
    HostileText(
      "sharing shown", "var x = [1, 2]\nfor i in 1..40 { x = [x, x] }\nprint x", says: "more than"),
    HostileText(
      "sharing hashed", "var x = [1, 2]\nfor i in 1..40 { x = [x, x] }\nlet m = {}\nprint m[x]",
      says: "too large for a key"),
    HostileText(
      "sharing compared",
      "var x = [1]\nvar y = [1]\nfor i in 1..40 { x = [x, x]\ny = [y, y] }\nprint x == y",
      says: "more than"),
  ]
}
