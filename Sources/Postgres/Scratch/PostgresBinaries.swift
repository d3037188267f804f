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

  /// The programs to use, or an error that says what to install. With `major`, those of that
  /// version are preferred, since a scratch server stands in for another one.
  ///
  /// `SCHEMASHELL_PGBIN` stands alone when it is set. Else, in order: the folders of `PATH`,
  /// Debian's and Red Hat's versions from the newest down, Homebrew's and Postgres.app's, and what
  /// `pg_config --bindir` says: last, because only that one costs a process.
  package static func find(
    major: Int? = nil, environment: Environment = .current
  ) throws(DatabaseError) -> Self {
    if let chosen = environment["SCHEMASHELL_PGBIN"], !chosen.isEmpty {
      guard holdsServer(chosen) else {
        throw DatabaseError(
          message: "SCHEMASHELL_PGBIN is \(chosen), but initdb and postgres are not there",
          hint: "let it name the folder that holds both, or unset it")
      }
      return Self(directory: chosen)
    }
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let known = folders(path: path).lazy.filter(holdsServer).map(Self.init(directory:))
    guard let first = known.first else {
      if let configured = configuredDirectory(path), holdsServer(configured) {
        return Self(directory: configured)
      }
      throw missing
    }
    // Asking for a version costs a process: only where there is a choice.
    guard let major, known.dropFirst().contains(where: { $0 != first }) else { return first }
    return known.first { $0.major == major } ?? first
  }

  /// All that there are, best first, each once.
  package static func all(environment: Environment = .current) throws(DatabaseError) -> [Self] {
    if environment["SCHEMASHELL_PGBIN"]?.isEmpty == false {
      return [try find(environment: environment)]
    }
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let all = folders(path: path) + (configuredDirectory(path).map { [$0] } ?? [])
    var found: [Self] = []
    for directory in all where holdsServer(directory) {
      let binaries = Self(directory: directory)
      if !found.contains(binaries) { found.append(binaries) }
    }
    return found
  }

  private static func folders(path: [String]) -> [String] {
    path + parents.flatMap { versions(in: $0.folder, prefix: $0.prefix) } + fixed
  }

  /// 15 for version 15.18; nil when the program does not say.
  package var major: Int? {
    let said = Program([postgres, "--version"]).output() ?? ""
    return said.split { !$0.isNumber }.first.flatMap { Int($0) }
  }

  /// What tells one installation from another without starting anything: the program itself, and
  /// the folders where its extensions lie, each with the time of its last change.
  package var fingerprint: [String] {
    let parent = String(directory[..<(directory.lastIndex(of: "/") ?? directory.startIndex)])
    let version = parent.split(separator: "/").last.map(String.init) ?? ""
    let places = [
      postgres, parent + "/share/extension", parent + "/share/postgresql/extension",
      "/usr/share/postgresql/\(version)/extension", "/usr/share/pgsql/extension",
    ]
    return places.map { place in
      guard let status = File.status(place) else { return place }
      return "\(place) \(status.st_size) \(status.secondsOfChange)"
    }
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

  /// Folders that hold one folder for each version.
  private static let parents: [(folder: String, prefix: String)] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
  ]

  private static let fixed = [
    "/opt/homebrew/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/usr/bin",
  ]

  /// The versions under a folder, the newest first.
  private static func versions(in folder: String, prefix: String) -> [String] {
    let numbered = (File.names(in: folder) ?? []).compactMap {
      name -> (version: Double, path: String)? in
      guard name.hasPrefix(prefix), let version = Double(name.dropFirst(prefix.count)) else {
        return nil
      }
      return (version, "\(folder)/\(name)/bin")
    }
    return numbered.sorted { $0.version > $1.version }.map(\.path)
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
