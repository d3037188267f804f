/// The PostgreSQL programs on this machine: where `initdb` and `postgres` are.
///
/// A private server needs nothing of the system but these two, so they are looked for in every
/// place where they are known to be installed, not only in the search path: Debian, for one, keeps
/// them out of it.
package struct PostgresBinaries: Sendable, Equatable {
  /// The folder that holds both programs.
  package var directory: String

  var initdb: String { directory + "/initdb" }
  var postgres: String { directory + "/postgres" }

  /// The folders that hold both, best first, each once.
  ///
  /// `SCHEMASHELL_PGBIN` stands alone when it is set. Else, in order: the folders of `PATH`, what
  /// `pg_config --bindir` says, Debian's and Red Hat's versions from the newest down, Homebrew's
  /// and Postgres.app's.
  package static func all(environment: Environment = .current) throws(DatabaseError) -> [Self] {
    if let chosen = environment["SCHEMASHELL_PGBIN"], !chosen.isEmpty {
      guard holdsServer(chosen) else {
        throw DatabaseError(
          message: "SCHEMASHELL_PGBIN is \(chosen), but initdb and postgres are not there",
          hint: "let it name the folder that holds both, or unset it")
      }
      return [Self(directory: chosen)]
    }
    var found: [Self] = []
    func add(_ directory: String) {
      guard holdsServer(directory), !found.contains(Self(directory: directory)) else { return }
      found.append(Self(directory: directory))
    }
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    path.forEach(add)
    configuredDirectory(path).map(add)
    for parent in parents { versions(in: parent).forEach(add) }
    fixed.forEach(add)
    return found
  }

  /// The best of them, or an error that says what to install. With `major`, the same version as
  /// the server that it is to stand in for is preferred.
  package static func find(
    major: Int? = nil, environment: Environment = .current
  ) throws(DatabaseError) -> Self {
    let all = try all(environment: environment)
    guard let first = all.first else { throw missing }
    guard let major else { return first }
    return all.first { $0.major == major } ?? first
  }

  /// 15 for version 15.18; nil when the program does not say.
  var major: Int? {
    let said = Program([postgres, "--version"]).output() ?? ""
    return said.split { !$0.isNumber }.first.flatMap { Int($0) }
  }

  static var missing: DatabaseError {
    #if os(macOS)
      let command = "brew install postgresql@17"
    #else
      let command = "apt-get install postgresql postgresql-contrib"
    #endif
    return DatabaseError(
      message: "no PostgreSQL server programs (initdb, postgres) were found on this machine",
      hint: "install them (\(command)), or name their folder in SCHEMASHELL_PGBIN")
  }

  private static let parents: [(folder: String, prefix: String, suffix: String)] = [
    ("/usr/lib/postgresql", "", "/bin"),
    ("/usr", "pgsql-", "/bin"),
    ("/opt/homebrew/opt", "postgresql@", "/bin"),
    ("/usr/local/opt", "postgresql@", "/bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "/bin"),
  ]

  private static let fixed = [
    "/opt/homebrew/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/usr/bin",
  ]

  /// The versions under a folder, the newest first.
  private static func versions(
    in parent: (folder: String, prefix: String, suffix: String)
  ) -> [String] {
    let numbered = File.names(in: parent.folder).compactMap { name -> (Double, String)? in
      guard name.hasPrefix(parent.prefix) else { return nil }
      guard let version = Double(name.dropFirst(parent.prefix.count)) else { return nil }
      return (version, "\(parent.folder)/\(name)\(parent.suffix)")
    }
    return numbered.sorted { $0.0 > $1.0 }.map(\.1)
  }

  private static func configuredDirectory(_ path: [String]) -> String? {
    let program = path.lazy.map { $0 + "/pg_config" }.first { File.isExecutable($0) }
    guard let program, let output = Program([program, "--bindir"]).output() else { return nil }
    return output.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  private static func holdsServer(_ directory: String) -> Bool {
    File.isExecutable(directory + "/initdb") && File.isExecutable(directory + "/postgres")
  }
}
