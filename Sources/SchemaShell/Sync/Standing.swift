import Engine
import Lang
import Postgres

/// How models and database stand to each other: what separates them, and which of the two has moved
/// since they last agreed.
struct Standing {
  let model: LoadedModel
  let connection: Connection
  /// From the database to the models.
  let comparison: Comparison
  /// Nil where nobody knows when they agreed.
  let threeWay: ThreeWay?
  let states: CommonStates?

  init(_ session: Session, _ interpreter: Interpreter, _ call: CommandCall? = nil) throws {
    connection = try session.connection()
    model = try session.loadedModel(interpreter)
    comparison = try session.compare(.connection(connection), .model(model), call)
    states = CommonStates(session, model.files.paths, connection)
    threeWay = Standing.threeWay(comparison, since: states?.last)
  }

  static func threeWay(_ comparison: Comparison, since common: CommonState?) -> ThreeWay? {
    common.map { common in
      ThreeWay(
        comparison.diff,
        since: comparison.renaming.map { common.renamed(by: $0, from: comparison.origin) }
          ?? common)
    }
  }

  /// Both say the same now.
  func keepAgreement() { states?.keep(comparison.diff.new) }
}

extension Session {
  /// Whether a side that has moved may be written over: asked for in a terminal, and to be said in
  /// a script. `flag` says so.
  func mayOverwrite(
    _ objects: [String], _ flag: String, _ call: CommandCall, why: String,
    hint: String
  ) throws -> Bool {
    if objects.isEmpty || call.has(flag) || assumesYes { return true }
    var lines = objects.prefix(50).map { "  \($0)" }
    if objects.count > lines.count { lines.append("  and \(objects.count - lines.count) more") }
    let list = lines.joined(separator: "\n")
    if console.ask != nil {
      console.warn("\(why):\n\(list)")
      return confirm("write over it?")
    }
    throw call.failure("\(why):\n\(list)", hint: hint)
  }
}

extension ThreeWay {
  /// What would be lost of a side if the other were taken as it is.
  func moved(on side: Side) -> [Movement] {
    apart.filter { movement in
      switch movement.side {
      case .conflict: movement.sort(inModels: side == .models) != nil
      case .both: true
      case .models, .database, .alike: movement.side == side
      }
    }
  }
}
