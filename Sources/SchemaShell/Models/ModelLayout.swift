import Engine

/// Which file of a model's folder a declaration belongs in, when a folder is filled anew: one for
/// each table, one for each other kind of object, and a folder for each schema that is not `public`.
struct ModelLayout {
  private var taken: [String: ObjectID] = [:]

  private let schemas: Set<String>

  init(_ snapshot: Snapshot) {
    schemas = Set(snapshot.objects.keys.filter { $0.kind == Schema.kind }.map(\.name))
  }

  /// The path within the folder.
  mutating func path(for declaration: ModelWriter.Declaration) -> String {
    let id = declaration.id
    let isInSchema =
      id.names.count > 1 && id.names[0] != "public" && schemas.contains(id.names[0])
    let schema = isInSchema ? Self.fileName(id.names[0]) + "/" : ""
    guard declaration.isBlock else { return schema + Self.plural(id.kind.rawValue) + ".schema" }
    let name = schema + Self.fileName(id.name)
    // Two names may be one file where case does not count.
    for number in 1..<1000 {
      let path = number == 1 ? name : "\(name)-\(number)"
      let key = path.lowercased()
      if let other = taken[key], other != id { continue }
      if Self.shelves.contains(key) { continue }
      taken[key] = id
      return path + ".schema"
    }
    return name + ".schema"
  }

  /// The names of the files that hold several declarations.
  private static let shelves = Set(ObjectKinds.all.map { plural($0.kind.rawValue) })

  static func plural(_ kind: String) -> String {
    let word = kind.map { $0 == " " ? "_" : String($0) }.joined()
    return ObjectCounts.plural(word, 2)
  }

  /// A name that every file system takes; what is unusual is written as its bytes.
  private static func fileName(_ name: String) -> String {
    var result = ""
    for byte in name.utf8 {
      let isPlain =
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || (byte >= 0x30 && byte <= 0x39)
        || byte == 0x5F || byte == 0x2D
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}

/// Declarations as the text of a file.
struct ModelText {
  private(set) var text = ""
  private var endsWithBlock = false

  mutating func add(_ declaration: ModelWriter.Declaration) {
    let isBlock = declaration.isBlock || declaration.text.contains("\n")
    // What fits on a line stands close to its like.
    if !text.isEmpty, isBlock || endsWithBlock { text += "\n" }
    text += declaration.text + "\n"
    endsWithBlock = isBlock
  }
}
