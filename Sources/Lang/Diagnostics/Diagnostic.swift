/// One message to a person about one place in their text.
///
/// Mistakes of users are values, collected and shown together; only when a run must stop does one
/// travel inside a ``ScriptFailure``.
public struct Diagnostic: Sendable, Equatable {
  public enum Severity: String, Sendable {
    case error, warning, note
  }

  /// A second place that explains the first, as "`{` opened here" does.
  public struct Note: Sendable, Equatable {
    public var message: String
    public var location: Location?

    public init(_ message: String, at location: Location? = nil) {
      self.message = message
      self.location = location
    }
  }

  public var severity: Severity
  /// What happened, without a full stop.
  public var message: String
  /// Where; nil when the message is about no text at all.
  public var location: Location?
  /// What to do; it stands behind the carets: `did you mean "author"?`
  public var hint: String?
  public var notes: [Note]

  public init(
    _ severity: Severity = .error, _ message: String, at location: Location? = nil,
    hint: String? = nil, notes: [Note] = []
  ) {
    self.severity = severity
    self.message = message
    self.location = location
    self.hint = hint
    self.notes = notes
  }

  /// The message as it is shown: place, text, source line and carets.
  public func rendered(styled: Bool = false) -> String {
    DiagnosticRenderer(styled: styled).render(self)
  }
}
