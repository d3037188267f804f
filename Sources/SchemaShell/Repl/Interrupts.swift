import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What `^C`, `^Z` with the return from it, and a resized window mean while a person is at the keyboard.
///
/// A signal handler may touch next to nothing, so it only counts and writes a byte into a pipe; a
/// thread of its own reads the pipe and calls whoever is to be stopped: the running query's
/// canceller, or the interpreter.
package enum Interrupts {
  package typealias Action = @Sendable () -> Void

  /// Catches `^C` from now on; a second call changes nothing.
  package static func catchInterrupts() {
    guard pipeEnd.load(ordering: .acquiring) < 0, let ends = makePipe() else { return }
    watchedEnd.store(ends.read, ordering: .relaxed)
    pipeEnd.store(ends.write, ordering: .releasing)
    startWatcher()
    // Whoever started us may have left it blocked, as programs with many threads do.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    install(SIGINT) { _ in
      interruptCount.add(1, ordering: .relaxed)
      ring(pipeEnd)
      ring(bellEnd)
    }
  }

  /// Lets ``awaitKey()`` end when the window changes or the process comes back from `^Z`; without a
  /// handler both would pass by unseen.
  package static func catchTerminalChanges() {
    guard bellEnd.load(ordering: .acquiring) < 0, let ends = makePipe() else { return }
    _ = fcntl(ends.read, F_SETFL, O_NONBLOCK)
    heardEnd.store(ends.read, ordering: .relaxed)
    bellEnd.store(ends.write, ordering: .releasing)
    install(SIGWINCH) { _ in
      terminalChanges.add(1, ordering: .relaxed)
      ring(bellEnd)
    }
    install(SIGCONT) { _ in
      continuations.add(1, ordering: .relaxed)
      ring(bellEnd)
    }
  }

  /// While the terminal is an editor's, `^Z` must not stop the process before it has given the
  /// terminal back: ``takeStop()`` tells of it, and ``stop()`` is what it means.
  static func catchStops(_ isCaught: Bool) {
    guard isCaught else {
      _ = signal(SIGTSTP, SIG_DFL)
      return
    }
    install(SIGTSTP) { _ in
      stops.add(1, ordering: .relaxed)
      ring(bellEnd)
    }
  }

  static func takeStop() -> Bool { stops.exchange(0, ordering: .relaxed) > 0 }

  /// Returns when the process is continued. It stops alone: the others at the terminal have had the
  /// signal, too.
  static func stop() {
    _ = signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
  }

  /// Nobody wants to be stopped where no shell could continue it.
  static let isStoppable: Bool = {
    var action = sigaction()
    sigaction(SIGTSTP, nil, &action)
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    // Only its bits are looked at: those of SIG_DFL are 0, of SIG_IGN 1.
    return unsafeBitCast(handler, to: Int.self) == 0
  }()

  /// Waits for a key; false when one of the signals came first. To read at once would miss a signal
  /// that comes just before: it interrupts only what has begun.
  static func awaitKey() -> Bool {
    let bell = heardEnd.load(ordering: .relaxed)
    var waits = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
      pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&waits, 2, -1) > 0 else { return false }
    if waits[1].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(bell, &bytes, bytes.count) == bytes.count {}
      return false
    }
    return true
  }

  /// Runs `body` while `^C` means `action`, which is called on another thread.
  package static func whileCatching<Value, Failure: Error>(
    _ action: @escaping Action, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let outer = currentAction.withLock { current in
      defer { current = action }
      return current
    }
    defer { currentAction.withLock { $0 = outer } }
    return try body()
  }

  /// Whether `^C` came since the last question; asking clears it.
  package static func takeInterrupt() -> Bool {
    interruptCount.exchange(0, ordering: .relaxed) > 0
  }

  static func takeTerminalChange() -> Bool {
    terminalChanges.exchange(0, ordering: .relaxed) > 0
  }

  static func takeContinuation() -> Bool {
    continuations.exchange(0, ordering: .relaxed) > 0
  }

  private static func install(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void)
  {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    // No SA_RESTART: a read that waits for a key has to end.
    action.sa_flags = 0
    sigemptyset(&action.sa_mask)
    sigaction(signal, &action, nil)
  }

  /// A handler must never wait: what does not fit into the pipe was rung already.
  private static func makePipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private static func startWatcher() {
    // The watcher must not be the thread that the signal interrupts: the one that reads keys is.
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGINT)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    startThread()
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  private static func startThread() {
    #if canImport(Glibc)
      let thread = UnsafeMutablePointer<pthread_t>.allocate(capacity: 1)
    #else
      let thread = UnsafeMutablePointer<pthread_t?>.allocate(capacity: 1)
    #endif
    defer { thread.deallocate() }
    pthread_create(thread, nil, { _ in Interrupts.watch() }, nil)
  }

  fileprivate static func watch() -> UnsafeMutableRawPointer? {
    let end = watchedEnd.load(ordering: .relaxed)
    var byte: UInt8 = 0
    while true {
      let count = read(end, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return nil }
      let action = currentAction.withLock { $0 }
      action?()
    }
  }
}

// A signal handler can reach nothing but globals; these are all that it touches.
private let interruptCount = Atomic<Int>(0)
private let terminalChanges = Atomic<Int>(0)
private let continuations = Atomic<Int>(0)
private let stops = Atomic<Int>(0)
private let watchedEnd = Atomic<Int32>(-1)
private let pipeEnd = Atomic<Int32>(-1)
private let heardEnd = Atomic<Int32>(-1)
private let bellEnd = Atomic<Int32>(-1)
private let currentAction = Mutex<Interrupts.Action?>(nil)

/// Within a handler: whoever is interrupted must find `errno` as it was.
private func ring(_ end: borrowing Atomic<Int32>) {
  let kept = errno
  var byte: UInt8 = 1
  _ = write(end.load(ordering: .relaxed), &byte, 1)
  errno = kept
}
