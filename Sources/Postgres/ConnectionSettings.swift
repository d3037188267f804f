/// Where a database is and who asks: libpq's parameters, with the password kept out of sight.
///
/// Nothing else in the program handles connection strings. `description` and every error made from
/// settings show `***` in the place of a secret.
package struct ConnectionSettings: Sendable, Hashable {
  /// libpq's keywords and their values. What is missing comes from `PG*` variables and libpq's
  /// own defaults.
  package var parameters: [String: String]

  package init(_ parameters: [String: String] = [:]) {
    self.parameters = parameters
  }

  package var host: String? {
    get { parameters["host"] }
    set { parameters["host"] = newValue }
  }
  package var port: String? {
    get { parameters["port"] }
    set { parameters["port"] = newValue }
  }
  package var database: String? {
    get { parameters["dbname"] }
    set { parameters["dbname"] = newValue }
  }
  package var user: String? {
    get { parameters["user"] }
    set { parameters["user"] = newValue }
  }
  package var password: String? {
    get { parameters["password"] }
    set { parameters["password"] = newValue }
  }

  struct Parameter {
    var keyword: String
    var value: String
  }

  /// What libpq gets: sorted, and with what we always want.
  var libpqParameters: [Parameter] {
    var all = parameters
    // Everything here reads and writes UTF-8, whatever the environment says.
    all["client_encoding"] = "UTF8"
    all["fallback_application_name"] = "schemashell"
    return all.sorted { $0.key < $1.key }.map { Parameter(keyword: $0.key, value: $0.value) }
  }
}
