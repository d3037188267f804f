import Lang
import SchemaShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lexer, parser, resolver, compiler, formatter, and what an editor asks, over any bytes at all.
///
/// What must hold besides not dying: a text that can be formatted can be formatted again, and that
/// changes nothing; a prompt that waits says for what.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParse(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  let interpreter = Shell().interpreter
  for kind in [Source.Kind.script, .model, .foreign] {
    let source = Source(name: "x", bytes: bytes, kind: kind)
    for diagnostic in interpreter.check(source) { _ = diagnostic.rendered() }
    _ = interpreter.analyze(source).symbols
    _ = interpreter.completions(at: size / 2, in: source)
    if case .incomplete(let waitsFor) = interpreter.parse(partial: source), waitsFor.isEmpty {
      fail("a prompt waits for nothing")
    }
    guard kind != .foreign, let once = try? interpreter.format(source) else { continue }
    let twice = try? interpreter.format(Source(name: "x", text: once, kind: kind))
    if twice != once { fail("formatting twice is not formatting once") }
  }
  return 0
}

/// A precondition says nothing in a release.
private func fail(_ what: StaticString) -> Never {
  print("fuzz: \(what)")
  fflush(nil)
  abort()
}
