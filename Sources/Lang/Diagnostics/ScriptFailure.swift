/// Why a script stopped: the one error type that leaves the interpreter.
///
/// It carries a diagnostic for people, the calls that led there, and for a caught error the value
/// a script sees as `e`.
public struct ScriptFailure: Error, Sendable {
  public enum Reason: Sendable, Equatable {
    /// The text could not be understood; nothing of it has run.
    case syntax
    /// A statement, a check or a host's work failed.
    case failed
    /// The host's limit on work, depth, memory or time was reached; no `try` catches it.
    case limit
    /// The host cancelled the run; no `try` catches it.
    case cancelled
    /// The script asked to end with this status.
    case exit(Int)
  }

  /// One call that was under way.
  public struct StackEntry: Sendable, Equatable {
    /// The function's name, or nil for the top level.
    public let function: String?
    public let location: Location

    public init(function: String?, location: Location) {
      self.function = function
      self.location = location
    }
  }

  public var reason: Reason
  /// At least one; several only for syntax errors.
  public var diagnostics: [Diagnostic]
  /// Innermost call first.
  public var stack: [StackEntry] = []
  /// What more a host knows about it (`sqlstate`, `detail`, …): the members of `e` in `catch e`.
  public var details: [String: String]

  public init(
    _ reason: Reason, _ diagnostics: [Diagnostic], details: [String: String] = [:]
  ) {
    self.reason = reason
    self.diagnostics = diagnostics
    self.details = details
  }

  /// A failed statement. Without a location the machine adds that of the statement.
  public init(
    _ message: String, at location: Location? = nil, hint: String? = nil,
    notes: [Diagnostic.Note] = [], details: [String: String] = [:]
  ) {
    self.init(
      .failed, [Diagnostic(.error, message, at: location, hint: hint, notes: notes)],
      details: details)
  }

  /// The first diagnostic's message.
  public var message: String { diagnostics.first?.message ?? "failed" }

  /// May a `try` of the script see it?
  public var isCatchable: Bool { reason == .failed }

  /// The status a process should end with: 2 for syntax, 130 for cancelled, else 1.
  public var exitStatus: Int {
    switch reason {
    case .syntax: 2
    case .failed, .limit: 1
    case .cancelled: 130
    case .exit(let status): status
    }
  }

  /// All diagnostics and the script's stack, ready to print.
  public func rendered(styled: Bool = false) -> String {
    var text = DiagnosticRenderer(styled: styled).render(diagnostics)
    guard stack.count > 1 else { return text }
    for entry in stack.dropFirst().prefix(20) {
      let name = entry.function.map { "in \($0)" } ?? "at top level"
      text += "\n  called from \(entry.location.description) \(name)"
    }
    if stack.count > 21 { text += "\n  … and \(stack.count - 21) more" }
    return text
  }
}
