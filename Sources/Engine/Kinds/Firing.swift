import Postgres

/// When triggers, event triggers and rules fire, as `session_replication_role` goes.
package enum Firing: String, Sendable {
  /// Everywhere but on a replica.
  case usual = "O"
  case never = "D"
  case replica = "R"
  case always = "A"

  init(_ code: String) { self = Firing(rawValue: code) ?? .usual }

  /// As `alter table … trigger` and `… rule` say it.
  var verb: SQL {
    switch self {
    case .usual: "enable"
    case .never: "disable"
    case .replica: "enable replica"
    case .always: "enable always"
    }
  }
}
