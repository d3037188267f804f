import Engine
import Lang

/// Another tool's migrations in plain SQL, read as they lie.
struct ForeignFiles {
  struct File {
    /// As its version table writes it.
    let version: String
    /// What ours is called.
    let file: MigrationFile
    let up: String
    let down: String?
    /// False where the tool is told so.
    var isTransactional = true
  }

  /// In the order in which they run.
  let files: [File]

  init(_ tool: ForeignHistory.Tool, in folder: String, _ interpreter: Interpreter) throws {
    let reader = Reader(folder: folder, access: ModelAccess(interpreter))
    switch tool {
    case .golangMigrate: files = try reader.pairs(up: ".up.sql", down: ".down.sql")
    case .sqlx:
      let pairs = try reader.pairs(up: ".up.sql", down: ".down.sql")
      files = try (pairs.isEmpty ? reader.pairs(up: ".sql", down: nil) : pairs).map { file in
        var file = file
        let first = file.up.prefix { $0 != "\n" && $0 != "\r\n" }
        file.isTransactional = !first.hasPrefix("-- no-transaction")
        return file
      }
    case .dbmate: files = try reader.pairs(up: ".sql", down: nil).map(ForeignFiles.split)
    case .prisma: files = try reader.folders()
    case .flyway: files = try reader.flyway()
    case .alembic, .aqueduct, .conduit, .rails:
      throw ScriptFailure(
        "the migrations of \(tool.rawValue) are no SQL and cannot be read",
        hint: "`pull`, `generate`, then `adopt` without `from`")
    }
    guard !files.isEmpty else {
      throw ScriptFailure("there are no migrations of \(tool.rawValue) in \(folder)")
    }
  }

  /// dbmate's two sections: `-- migrate:up transaction:false` and `-- migrate:down`.
  private static func split(_ file: File) -> File {
    var up: [Substring] = []
    var down: [Substring]?
    var isTransactional = true
    var isUp = false
    for line in file.up.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("-- migrate:up") {
        isUp = true
        isTransactional = !line.contains("transaction:false")
      } else if line.hasPrefix("-- migrate:down") {
        isUp = false
        down = []
      } else if isUp {
        up.append(line)
      } else {
        down?.append(line)
      }
    }
    return File(
      version: file.version, file: file.file, up: up.joined(separator: "\n"),
      down: down?.joined(separator: "\n"), isTransactional: isTransactional)
  }

  private struct Reader {
    let folder: String
    let access: ModelAccess

    func text(_ name: String) throws -> String {
      String(decoding: try access.read(folder + "/" + name), as: UTF8.self)
    }

    /// `0001_add_posts.up.sql`, and its way back beside it.
    func pairs(up suffix: String, down: String?) throws -> [File] {
      let names = try access.list(folder)
      return try names.filter { $0.hasSuffix(suffix) }.compactMap { name -> File? in
        let stem = String(name.dropLast(suffix.count))
        guard let (version, number, title) = ForeignFiles.parts(stem) else { return nil }
        let back = down.map { stem + $0 }
        return File(
          version: version, file: MigrationFile(version: number, name: title),
          up: try text(name),
          down: try back.flatMap { names.contains($0) ? try text($0) : nil })
      }.sorted { $0.file.version < $1.file.version }
    }

    /// Prisma: `20240102030405_add_posts/migration.sql`.
    func folders() throws -> [File] {
      try access.list(folder).compactMap { name -> File? in
        guard access.isFolder(folder + "/" + name),
          access.exists("\(folder)/\(name)/migration.sql"),
          let (_, number, title) = ForeignFiles.parts(name)
        else { return nil }
        return File(
          version: name, file: MigrationFile(version: number, name: title),
          up: try text(name + "/migration.sql"), down: nil)
      }.sorted { $0.file.version < $1.file.version }
    }

    /// `V1.2__add_posts.sql`, `U1.2__…` for the way back, `R__views.sql` after all of them. Such
    /// versions are no whole numbers: ours are counted.
    func flyway() throws -> [File] {
      let names = try access.list(folder)
      func parts(_ name: String) -> (version: String, title: String)? {
        guard name.hasSuffix(".sql") else { return nil }
        let pieces = name.dropFirst().dropLast(4).split(
          separator: "_", omittingEmptySubsequences: false)
        guard let gap = pieces.firstIndex(of: "") else { return nil }
        return (
          pieces[..<gap].joined(separator: "."),
          pieces[gap...].dropFirst().joined(separator: "_")
        )
      }
      func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0) ?? 0 }
      }
      let versioned = names.filter { $0.hasPrefix("V") }.compactMap { name in
        parts(name).map { (name: name, version: $0.version, title: $0.title) }
      }.sorted { numbers($0.version).lexicographicallyPrecedes(numbers($1.version)) }
      let repeatable = names.filter { $0.hasPrefix("R__") }.compactMap { name in
        parts(name).map { (name: name, version: "", title: $0.title) }
      }
      return try (versioned + repeatable).enumerated().map { index, found in
        let back = names.first { $0.hasPrefix("U") && parts($0)?.version == found.version }
        let title = found.version.isEmpty ? found.title : "v\(found.version)_\(found.title)"
        return File(
          version: found.version, file: MigrationFile(version: index + 1, name: title),
          up: try text(found.name),
          down: try found.version.isEmpty ? nil : back.map { try text($0) })
      }
    }
  }

  /// `20240102_add_posts` → the version as it is written, as a number, and the rest.
  private static func parts(_ stem: String) -> (String, Int, String)? {
    let digits = stem.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    return (String(number), number, String(stem.dropFirst(digits.count)))
  }
}

extension ForeignFiles.File {
  /// The same as a migration of ours.
  func text(isTransactional: Bool) -> String {
    var text = block("upgrade", up, isTransactional)
    if let down { text += block("downgrade", down, true) }
    return text
  }

  private func block(_ head: String, _ sql: String, _ isTransactional: Bool) -> String {
    let tokens = SQLTokens(sql)
    let isOpen = tokens.count > 0 && !tokens.isPunctuation(tokens.count - 1, ";")
    var body = sql
    while let last = body.last, last.isWhitespace { body.removeLast() }
    return head + (isTransactional ? "" : " without transaction") + " {\n" + body
      + (isOpen ? "\n;" : "") + "\n}\n"
  }
}
