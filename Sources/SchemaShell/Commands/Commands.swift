package import Lang

/// The shell's commands, sorted by their words.
package enum Commands {
  package static let all: [any Command.Type] = [
    AdoptCommand.self,
    BaselineCommand.self,
    CheckCommand.self,
    CompareCommand.self,
    CompletionsCommand.self,
    ConnectCommand.self,
    ConnectionsCommand.self,
    DDLCommand.self,
    DescribeCommand.self,
    DiffCommand.self,
    DiffOnEachCommand.self,
    DiscardCommand.self,
    DisconnectCommand.self,
    DowngradeCommand.self,
    EditCommand.self,
    EditStepCommand.self,
    ExpectStateCommand.self,
    ExportCommand.self,
    FormatCommand.self,
    GenerateCommand.self,
    HelpCommand.self,
    HistoryCommand.self,
    InitCommand.self,
    KeepCommand.self,
    ListCommand.self,
    LoadCommand.self,
    LogCommand.self,
    LanguageServerCommand.self,
    ManualCommand.self,
    MergeCommand.self,
    ModelsCommand.self,
    OutputCommand.self,
    PlanCommand.self,
    PlanDowngradeCommand.self,
    PlanUpgradeCommand.self,
    PullCommand.self,
    QuitCommand.self,
    RebuildCommand.self,
    RehearseCommand.self,
    RehearseUpgradeCommand.self,
    RestoreCommand.self,
    SeedCommand.self,
    StatusCommand.self,
    StepCommand.self,
    StepAllCommand.self,
    StepBackCommand.self,
    SyncCommand.self,
    TablesCommand.self,
    TimingCommand.self,
    TransactionCommand.self,
    UpgradeCommand.self,
    UpgradeOnEachCommand.self,
    UseCommand.self,
    ValidateCommand.self,
    VersionCommand.self,
    Watch.self,
    WhereCommand.self,
  ]
}

/// The headings that commands stand under in `help`.
enum CommandGroup {
  static let project = "Project"
  static let look = "Look"
  static let models = "Models"
  static let migrations = "Migrations"
  static let steps = "Step by step"
  static let files = "Scripts"
  static let shell = "Shell"

  static let inOrder = [project, look, models, migrations, steps, files, shell]
}
