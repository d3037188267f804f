/// How much a script may use. Nothing in a script can raise or catch them.
public struct Limits: Sendable, Equatable {
  /// Loop turns, calls, and the work of builtins; nil for no limit.
  public var steps: Int?
  /// Calls within calls.
  public var depth: Int
  /// Bytes held in total by everything a script can reach; nil for no limit.
  public var bytes: Int?
  /// How long one run may take; nil for no limit.
  public var time: Duration?

  public init(
    steps: Int? = nil, depth: Int = 10_000, bytes: Int? = nil, time: Duration? = nil
  ) {
    self.steps = steps
    self.depth = depth
    self.bytes = bytes
    self.time = time
  }

  /// Only the depth of calls is limited.
  public static let none = Limits()
}
