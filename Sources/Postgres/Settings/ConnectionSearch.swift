/// Finds the connection that a project means when none is named: docs/connections.md has the order.
package struct ConnectionSearch: Sendable {
  /// Settings, and where they come from in words: "DATABASE_URL in .env".
  package struct Found: Sendable {
    package var settings: ConnectionSettings
    package var origin: String
    /// Somebody chose it; libpq's bare defaults are nobody's choice.
    package var isExplicit = true
  }

  private let folder: String
  private let file: String?
  private let environment: Environment

  /// The folder is the project's. A file, of the form of `database.yaml`, stands in for all the
  /// places where a project usually says it.
  package init(folder: String, file: String? = nil, environment: Environment = .current) {
    self.folder = folder
    self.file = file
    self.environment = environment
  }

  /// The first that there is: `DATABASE_URI` or `DATABASE_URL` in the environment, then in `.env`,
  /// then `database.yaml`, then the `PG*` variables with libpq's defaults. A source that is there
  /// but cannot be read is an error, not a reason to go on: the next one may be another database.
  package func find() throws(DatabaseError) -> Found {
    if let file {
      guard let text = File.text(file) else { throw File.failure("cannot read \(file)") }
      return Found(
        settings: ConnectionSettings(try DatabaseYAML(text, name: file).parameters), origin: file)
    }
    if let found = try variable(in: "the environment", { environment[$0] }) { return found }
    if let text = File.text(folder + "/.env") {
      let variables = DotEnv(text, environment: environment).variables
      if let found = try variable(in: ".env", { variables[$0] }) { return found }
    }
    for name in ["database.yaml", "database.yml"] {
      guard let text = File.text("\(folder)/\(name)") else { continue }
      return Found(
        settings: ConnectionSettings(try DatabaseYAML(text, name: name).parameters), origin: name)
    }
    let isExplicit = ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGPORT", "PGUSER"]
      .contains { !(environment[$0] ?? "").isEmpty }
    return Found(
      settings: ConnectionSettings(), origin: "PG* variables and libpq's defaults",
      isExplicit: isExplicit)
  }

  /// One variable that holds a URL or keywords: from the environment, then from `.env`.
  package func variable(_ name: String) throws(DatabaseError) -> Found? {
    if let found = try variable(in: "the environment", { environment[$0] }, [name]) { return found }
    guard let text = File.text(folder + "/.env") else { return nil }
    let variables = DotEnv(text, environment: environment).variables
    return try variable(in: ".env", { variables[$0] }, [name])
  }

  private func variable(
    in place: String, _ value: (String) -> String?,
    _ names: [String] = ["DATABASE_URI", "DATABASE_URL"]
  ) throws(DatabaseError) -> Found? {
    for name in names {
      guard let text = value(name), !text.isEmpty else { continue }
      let origin = "\(name) in \(place)"
      do throws(DatabaseError) {
        return Found(settings: try ConnectionSettings(parsing: text), origin: origin)
      } catch {
        var error = error
        error.message = "\(origin): \(error.message)"
        throw error
      }
    }
    return nil
  }
}
