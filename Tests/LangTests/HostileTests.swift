import Foundation
import Testing

@testable import Lang

/// Text and programs that try to bring the process down: each must end in a clear message, on a
/// thread with a stack of half a megabyte, also without optimization.
@Suite struct HostileTests {
  @Test(arguments: HostileText.all)
  func `hostile text ends in a message`(text: HostileText) async {
    let said = await onSmallStack { text.run() }
    #expect(text.wanted.map(said.contains) ?? said.isEmpty, "\(text.name): \(said.prefix(400))")
  }
}

extension HostileText: CustomTestStringConvertible {
  var testDescription: String { name }
}

/// Runs a body on a thread with a stack of 512 kB.
func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 512 * 1024
    thread.start()
  }
}
