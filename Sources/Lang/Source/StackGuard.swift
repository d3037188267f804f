/// Tells when recursion has used up its share of the thread's stack.
///
/// Limits on nesting alone do not do: a level costs ten times more in a debug build, and threads
/// of half a megabyte are common. So what is bounded is the stack itself.
struct StackGuard {
  /// How much may be used from where the guard was made. A thread has at least 512 kB, and whoever
  /// calls us has used some of it.
  static let allowance = 280 * 1024
  private let start: UInt

  init() { start = StackGuard.position() }

  var isExhausted: Bool {
    let here = StackGuard.position()
    return (here > start ? here - start : start - here) > StackGuard.allowance
  }

  /// The address of something on the stack.
  @inline(never)
  private static func position() -> UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}
