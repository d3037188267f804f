import Lang

/// `models`
enum ModelsCommand: Command {
  static let signature = Signature(
    "models", group: CommandGroup.look, summary: "List what the loaded models define.",
    examples: ["models"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    let session = interpreter.session
    let model = try session.loadedModel(interpreter)
    let snapshot = model.snapshot
    if call.isStatement {
      let tops = snapshot.objects.values.filter { $0.parent == nil }.map(\.id).sorted()
      session.show(
        TableModel(
          columns: [.heading("Kind"), .heading("Name")],
          rows: tops.map { [$0.kind.rawValue, $0.names.joined(separator: ".")] }))
    }
    return .host(SchemaValue(snapshot))
  }
}
