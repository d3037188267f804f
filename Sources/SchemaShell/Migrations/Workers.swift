import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Does the same to many things on threads of its own, at most so many at once, in their order.
///
/// What one does is its own: it makes what it works with, and gives back a value.
final class Workers<Outcome: Sendable>: Sendable {
  private struct State {
    var next = 0
    var outcomes: [Int: Outcome] = [:]
    var running = 0
    var isStopping = false
  }
  private let state = Mutex(State())
  private let count: Int
  private let body: @Sendable (Int) -> Outcome
  /// Whether nothing more is to be begun after this outcome.
  private let endsAll: @Sendable (Outcome) -> Bool

  init(
    _ count: Int, endsAll: @escaping @Sendable (Outcome) -> Bool,
    body: @escaping @Sendable (Int) -> Outcome
  ) {
    self.count = count
    self.endsAll = endsAll
    self.body = body
  }

  /// Does all of them and gives what each came to; nil for what was not begun.
  ///
  /// - Parameter alone: that many go first, one by one.
  func run(
    atOnce limit: Int, alone: Int = 0, isWaiting: (_ done: Int, _ failed: Int) throws -> Void
  ) rethrows -> [Outcome?] {
    defer { stop() }
    while true {
      let (done, failed, free) = state.withLock { state in
        let done = state.outcomes.count
        let allowed = done < alone ? 1 : limit
        let isOver = state.isStopping || state.next >= count
        return (
          done, state.outcomes.values.count { endsAll($0) },
          isOver ? (state.running == 0 ? nil : 0) : max(0, allowed - state.running)
        )
      }
      guard let free else { break }
      for _ in 0..<free {
        guard let index = claim() else { break }
        start(index)
      }
      try isWaiting(done, failed)
      poll(nil, 0, 5)
    }
    return state.withLock { state in (0..<count).map { state.outcomes[$0] } }
  }

  /// Begins nothing more; what runs goes on to its end.
  func stop() { state.withLock { $0.isStopping = true } }

  private func claim() -> Int? {
    state.withLock { state in
      guard !state.isStopping, state.next < count else { return nil }
      defer { state.next += 1 }
      state.running += 1
      return state.next
    }
  }

  private func start(_ index: Int) {
    let work = Work { [self] in
      let outcome = body(index)
      state.withLock { state in
        state.outcomes[index] = outcome
        state.running -= 1
        if endsAll(outcome) { state.isStopping = true }
      }
    }
    // Where no thread is to be had, this one does it.
    if !work.start() { work.body() }
  }
}

/// A thread, and what it does.
private final class Work: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func start() -> Bool {
    #if canImport(Glibc)
      let thread = UnsafeMutablePointer<pthread_t>.allocate(capacity: 1)
    #else
      let thread = UnsafeMutablePointer<pthread_t?>.allocate(capacity: 1)
    #endif
    defer { thread.deallocate() }
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    // Secondary threads may have half a megabyte, which a planner's recursion can use up.
    pthread_attr_setstacksize(&attributes, 8 << 20)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let own = Unmanaged.passRetained(self)
    let status = pthread_create(thread, &attributes, Work.entry, own.toOpaque())
    if status != 0 { own.release() }
    return status == 0
  }

  #if canImport(Glibc)
    private static let entry:
      @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { run($0) }
  #else
    private static let entry: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? =
      { run($0) }
  #endif

  private static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    return nil
  }
}
