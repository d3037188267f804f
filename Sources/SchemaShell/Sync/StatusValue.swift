import Engine
import Lang

/// Where models, database and migrations stand to each other: the value of `status`.
///
/// ```
/// if (status).conflicts > 0 { fail "somebody has changed the database" }
/// ```
final class StatusValue: MachineReadable {
  private let standing: Standing
  private let migrations: MigrationStanding?

  init(_ standing: Standing, _ migrations: MigrationStanding?) {
    self.standing = standing
    self.migrations = migrations
  }

  /// Models, database and migrations say the same.
  var isClean: Bool { standing.comparison.isEmpty && migrations?.isClean ?? true }

  var typeName: String { "status" }
  var display: String {
    guard let threeWay = standing.threeWay else { return standing.comparison.display }
    let text = StatusText(threeWay, standing.comparison, style: .plain)
    return (text.lines + [text.summary]).joined(separator: "\n")
  }
  var memberNames: [String] {
    ["changes", "conflicts", "database", "hasCommonState", "isClean", "models", "pending"]
  }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    func names(_ sides: Set<ThreeWay.Side>) -> Value {
      .list(
        (standing.threeWay?.shown ?? []).filter { sides.contains($0.side) }
          .map { Value($0.id.description) })
    }
    switch name {
    case "isClean": return .bool(isClean)
    case "hasCommonState": return .bool(standing.threeWay != nil)
    case "changes": return .host(standing.comparison)
    case "models": return names([.models, .both])
    case "database": return names([.database, .both])
    case "conflicts": return names([.conflict])
    case "pending": return .list((migrations?.pending ?? []).map { Value($0) })
    default: return nil
    }
  }

  var jsonLines: [String] {
    let objects =
      standing.threeWay.map { $0.shown.map(StatusValue.object) }
      ?? standing.comparison.diff.changes.map { change in
        StatusValue.object(
          change.id, side: nil, isInModels: change.new != nil,
          isInDatabase: change.old != nil, [])
      }
    let last = objects.count - 1
    let head =
      "{\"clean\":\(isClean),\"agreed\":\(standing.agreedAt.map(JSONText.string) ?? "null"),"
    let tail =
      "],\"renames\":"
      + JSONText.array(
        standing.comparison.moves.map { move in
          JSONText.object([
            ("kind", JSONText.string(move.new.kind.rawValue)),
            ("was", JSONText.array(move.old.names.map(JSONText.string))),
            ("name", JSONText.array(move.new.names.map(JSONText.string))),
          ])
        }) + ",\"migrations\":\(migrations?.json ?? "null")}"
    guard !objects.isEmpty else { return [head + "\"changes\":[" + tail] }
    return [head + "\"changes\":["]
      + objects.enumerated().map { " " + $1 + ($0 == last ? "" : ",") } + [tail]
  }

  private static func object(_ movement: ThreeWay.Movement) -> String {
    object(
      movement.id, side: movement.side.rawValue, isInModels: movement.isInModels,
      isInDatabase: movement.isInDatabase,
      movement.attributes.map { attribute in
        JSONText.object([
          ("attribute", JSONText.string(attribute.name)),
          ("side", JSONText.string(attribute.side.rawValue)),
          ("common", attribute.common.map(JSONText.string) ?? "null"),
          ("models", JSONText.string(attribute.models)),
          ("database", JSONText.string(attribute.database)),
        ])
      }, wasThere: movement.wasThere)
  }

  private static func object(
    _ id: ObjectID, side: String?, isInModels: Bool, isInDatabase: Bool, _ attributes: [String],
    wasThere: Bool? = nil
  ) -> String {
    JSONText.object([
      ("side", side.map(JSONText.string) ?? "null"), ("kind", JSONText.string(id.kind.rawValue)),
      ("name", JSONText.array(id.names.map(JSONText.string))),
      ("common", wasThere.map { "\($0)" } ?? "null"), ("models", "\(isInModels)"),
      ("database", "\(isInDatabase)"), ("attributes", JSONText.array(attributes)),
    ])
  }
}

extension Standing {
  /// When they last agreed, as far as somebody knows.
  var agreedAt: String? {
    threeWay == nil ? nil : states?.time.map(TimeText.utc)
  }
}
