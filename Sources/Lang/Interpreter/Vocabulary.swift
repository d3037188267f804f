/// All that a host adds to the language: what the parser knows beyond the language itself.
public struct Vocabulary: Sendable {
  public var commands: [any Command.Type]
  public var declarations: [any Declaration.Type]
  /// The language whose verbs start statements; nil for none.
  public var foreign: (any ForeignLanguage.Type)?
  public var functions: [HostFunction]
  /// Options every command takes on the process's command line.
  public var options: [Part]

  public init(
    commands: [any Command.Type] = [], declarations: [any Declaration.Type] = [],
    foreign: (any ForeignLanguage.Type)? = nil, functions: [HostFunction] = [],
    options: [Part] = []
  ) {
    self.commands = commands
    self.declarations = declarations
    self.foreign = foreign
    self.functions = functions
    self.options = options
  }
}
