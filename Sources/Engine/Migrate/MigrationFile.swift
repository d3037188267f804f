/// The name of a migration's file, understood: `00000002_add_posts.migration.schema`.
package struct MigrationFile: Sendable, Hashable {
  package static let suffix = ".migration.schema"

  package let fileName: String
  package let version: Int
  /// What stands behind the digits, without the underscores in front; often empty.
  package let name: String

  /// Nil for a file that is no migration: such files are left alone.
  package init?(_ fileName: String) {
    guard fileName.hasSuffix(Self.suffix) else { return nil }
    let stem = fileName.utf8.dropLast(Self.suffix.utf8.count)
    let digits = stem.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard !digits.isEmpty, stem.allSatisfy(Self.isAllowed) else { return nil }
    guard let version = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
    self.fileName = fileName
    self.version = version
    name = String(
      decoding: stem.dropFirst(digits.count).drop { $0 == UInt8(ascii: "_") }, as: UTF8.self)
  }

  /// The file of a version that is yet to be written.
  package init(version: Int, name: String) {
    let digits = String(version)
    let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
    let words = Self.snakeCased(name)
    self.version = version
    self.name = words
    fileName = zeros + digits + (words.isEmpty ? "" : "_" + words) + Self.suffix
  }

  /// `InitializeDatabase` → `initialize_database`; what a file's name cannot hold separates words.
  package static func snakeCased(_ name: String) -> String {
    var result = ""
    var previous: UInt8 = 0
    let bytes = Array(name.utf8)
    for (index, byte) in bytes.enumerated() {
      let isUpper = byte >= 0x41 && byte <= 0x5A
      let followsSmall =
        previous >= 0x61 && previous <= 0x7A || previous >= 0x30 && previous <= 0x39
      // `HTTPServer` is two words: the last capital of a run belongs to the word behind it.
      let startsWord =
        isUpper
        && (followsSmall
          || index + 1 < bytes.count
            && (bytes[index + 1] >= 0x61
              && bytes[index + 1] <= 0x7A))
      previous = byte
      guard isAllowed(byte), byte != UInt8(ascii: "_") else {
        if !result.isEmpty, !result.hasSuffix("_") { result += "_" }
        continue
      }
      if startsWord, !result.isEmpty, !result.hasSuffix("_") { result += "_" }
      result.unicodeScalars.append(Unicode.Scalar(isUpper ? byte | 0x20 : byte))
    }
    while result.hasSuffix("_") { result.removeLast() }
    return result
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      || byte == UInt8(ascii: "_")
  }
}

/// The migrations of a folder by its files' names, in the order of their versions.
package struct MigrationFolder: Sendable {
  package let files: [MigrationFile]

  /// - Parameter names: the names of all files in the folder; those that are no migrations are
  ///   passed over.
  package init(_ names: [String]) throws(DuplicateVersion) {
    files = names.compactMap { MigrationFile($0) }.sorted {
      ($0.version, $0.fileName) < ($1.version, $1.fileName)
    }
    for (file, next) in zip(files, files.dropFirst()) where file.version == next.version {
      throw DuplicateVersion(first: file, second: next)
    }
  }

  package var lastVersion: Int? { files.last?.version }

  /// The file that a new migration gets. The first of a folder is the initial one.
  package func next(named name: String?) -> MigrationFile {
    MigrationFile(
      version: (lastVersion ?? 0) + 1, name: name ?? (files.isEmpty ? "initial" : "unnamed"))
  }
}

/// Two files claim the same version, so nobody can say which of them a database has.
package struct DuplicateVersion: Error, Sendable, CustomStringConvertible {
  package let first: MigrationFile
  package let second: MigrationFile

  package var description: String {
    "\(first.fileName) and \(second.fileName) are both version \(first.version)"
  }
}
