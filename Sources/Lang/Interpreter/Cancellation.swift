import Synchronization

/// A switch that stops a run from any thread; no `try` of the script catches it.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  /// Stops the run at its next loop turn or call, or in the middle of a long builtin.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  /// Makes the interpreter usable again.
  public func reset() { flag.store(false, ordering: .relaxed) }

  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
