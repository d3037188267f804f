import Lang
import SchemaShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Programs that run under limits, with nothing granted: they end within their limits, whatever
/// they are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRun(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let shell = Shell(limits: Limits(steps: 30_000, depth: 60, bytes: 4 << 20, time: .seconds(5)))
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  do {
    try shell.interpreter.run(Source(name: "x", bytes: bytes, kind: .script))
  } catch let failure as ScriptFailure {
    _ = failure.rendered()
    if failure.message.contains("took longer") { fail("30,000 steps took five seconds") }
  } catch {
    fail("what was thrown is no failure of the script's")
  }
  return 0
}

/// A precondition says nothing in a release.
private func fail(_ what: StaticString) -> Never {
  print("fuzz: \(what)")
  fflush(nil)
  abort()
}
