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

  /// Reads a URL (`postgres://…`) or libpq's keyword form (`host=… dbname=…`).
  package init(parsing text: String) throws(DatabaseError) {
    if text.contains("://") {
      parameters = try ConnectionURL(text).parameters
    } else if text.contains("=") {
      parameters = try ConnectionKeywords(text).parameters
    } else {
      throw DatabaseError(
        sqlstate: "08001",
        message: "this names no connection: it is neither a URL nor keywords with their values",
        hint: "write postgres://user:password@host:5432/database, or host=localhost dbname=app")
    }
    for (keyword, value) in parameters where keyword.utf8.contains(0) || value.utf8.contains(0) {
      throw DatabaseError(sqlstate: "08001", message: "a connection's text cannot hold a NUL")
    }
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

  /// How far the connection is encrypted and the server's identity checked.
  package enum SSLMode: String, Sendable, CaseIterable {
    case disable, require
    case verifyFull = "verify-full"
  }

  package var sslMode: SSLMode? {
    get { parameters["sslmode"].flatMap(SSLMode.init(rawValue:)) }
    set { parameters["sslmode"] = newValue?.rawValue }
  }

  /// The same for a session that sees one schema only, a tenant's, and says whose it is.
  package func forTenant(
    _ schema: String, environment: Environment = .current
  ) -> ConnectionSettings {
    func option(_ name: String, _ value: String) -> String {
      var text = "-c \(name)="
      for scalar in value.unicodeScalars {
        if scalar == "\\" || scalar.properties.isWhitespace { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
      return text
    }
    var settings = self
    settings.parameters["options"] = [
      parameters["options"] ?? environment["PGOPTIONS"] ?? "",
      option("search_path", quoteIdentifier(schema)),
      option("schemashell.tenant", schema),
    ].joined(separator: " ")
    return settings
  }

  struct Parameter {
    var keyword: String
    var value: String
  }

  /// What libpq gets: sorted, and with what we always want.
  func libpqParameters(environment: Environment = .current) -> [Parameter] {
    var all = parameters
    // Everything here reads and writes UTF-8, whatever the environment says.
    all["client_encoding"] = "UTF8"
    all["fallback_application_name"] = "schemashell"
    if all["connect_timeout"] == nil, environment["PGCONNECT_TIMEOUT"] == nil {
      // Without one, a host that drops packets keeps a person waiting for two minutes.
      all["connect_timeout"] = "10"
    }
    return all.sorted { $0.key < $1.key }.map { Parameter(keyword: $0.key, value: $0.value) }
  }
}
