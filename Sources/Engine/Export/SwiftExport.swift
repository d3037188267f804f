import Postgres

/// Tables, views, enums and composite types as Swift types that read and write the same rows.
///
/// A type of Swift stands for one of PostgreSQL only where it holds every value of it; all else is
/// text, as PostgreSQL writes it. What may be null is optional. Names become what Swift calls such
/// things, and coding keys keep what they are.
package struct SwiftExport {
  private let snapshot: Snapshot
  /// By the names of what they stand for.
  private var types: [ObjectID: String] = [:]
  /// By a type as columns spell it.
  private var spellings: [String: String] = [:]
  private let comments: [ObjectID: String]

  package static func text(_ snapshot: Snapshot) -> String { SwiftExport(snapshot).text }

  private init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    comments = Dictionary(
      snapshot.all(Comment.self).map { ($0.target, $0.text) },
      uniquingKeysWith: { first, _ in first })
    var taken = SwiftName.known
    func add(_ id: ObjectID) {
      let names = id.names.first == "public" ? Array(id.names.dropFirst()) : id.names
      let name = SwiftName.unused(SwiftName.typeName(names), &taken)
      types[id] = name
      spellings[id.names.map { quoteIdentifier($0) }.joined(separator: ".")] = name
    }
    for id in tables + views + enums.map(\.id) + composites { add(id) }
    // A domain is what it is made of; one of another domain needs that one first.
    let domains = snapshot.all(Domain.self)
    for _ in 0..<8 {
      for domain in domains {
        let spelling = domain.id.names.map { quoteIdentifier($0) }.joined(separator: ".")
        spellings[spelling] = swiftType(domain.base)
      }
    }
  }

  private var tables: [ObjectID] {
    let partitions = Set(snapshot.all(Inheritance.self).filter { $0.bound != nil }.map(\.child))
    return (snapshot.all(Table.self).map(\.id) + snapshot.all(ForeignTable.self).map(\.id))
      .filter { !partitions.contains($0) }.sorted()
  }
  private var views: [ObjectID] { snapshot.all(View.self).map(\.id) }
  private var enums: [EnumType] { snapshot.all(EnumType.self) }
  private var composites: [ObjectID] { snapshot.all(CompositeType.self).map(\.id) }

  private var text: String {
    let columns = Dictionary(grouping: snapshot.all(Column.self), by: \.table)
    let attributes = Dictionary(grouping: snapshot.all(CompositeAttribute.self), by: \.owner)
    var parts = enums.map(declaration)
    parts += composites.map { id in
      structure(
        id,
        (attributes[id] ?? []).sorted { $0.position < $1.position }.map {
          Property(id: $0.id, type: $0.type, isOptional: true)
        })
    }
    parts += tables.map { id in
      structure(
        id,
        (columns[id] ?? []).sorted { $0.position < $1.position }.map {
          Property(id: $0.id, type: $0.type, isOptional: !$0.isNotNull)
        })
    }
    parts += snapshot.all(View.self).map { view in
      structure(
        view.id,
        zip(view.names, view.types).map { name, type in
          Property(id: view.id.child(ViewColumn.kind, name), type: type, isOptional: true)
        })
    }
    return (["import Foundation"] + parts).joined(separator: "\n\n") + "\n"
  }

  // MARK: - Declarations

  private struct Property {
    let id: ObjectID
    let type: String
    let isOptional: Bool
  }

  private func declaration(_ type: EnumType) -> String {
    var taken: Set<String> = []
    var lines = documentation(type.id, indent: "")
    let name = types[type.id] ?? ""
    guard !type.labels.isEmpty else {
      return (lines + ["enum \(name): Codable, Sendable {}"]).joined(separator: "\n")
    }
    lines.append("enum \(name): String, Codable, CaseIterable, Sendable {")
    for label in type.labels {
      let word = SwiftName.unused(SwiftName.member(label), &taken)
      let isSame = word == label
      lines.append(
        "  case \(SwiftName.escaped(word))" + (isSame ? "" : " = \(SwiftName.literal(label))"))
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private func structure(_ id: ObjectID, _ properties: [Property]) -> String {
    var taken: Set<String> = []
    var lines = documentation(id, indent: "") + ["struct \(types[id] ?? ""): Codable, Sendable {"]
    var keys: [String] = []
    for property in properties {
      let word = SwiftName.unused(SwiftName.member(property.id.name), &taken)
      let name = SwiftName.escaped(word)
      lines += documentation(property.id, indent: "  ")
      lines.append("  var \(name): \(swiftType(property.type))\(property.isOptional ? "?" : "")")
      let isSame = word == property.id.name
      keys.append("    case \(name)" + (isSame ? "" : " = \(SwiftName.literal(property.id.name))"))
    }
    if keys.contains(where: { $0.contains(" = ") }) {
      lines += ["", "  enum CodingKeys: String, CodingKey {"] + keys + ["  }"]
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// A comment, each line for itself.
  private func documentation(_ id: ObjectID, indent: String) -> [String] {
    guard let text = comments[id], !text.isEmpty else { return [] }
    return text.unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r" }
    ).map { "\(indent)/// " + String(String.UnicodeScalarView($0)) }
  }

  // MARK: - Types

  private static let exact: [String: String] = [
    "boolean": "Bool", "smallint": "Int16", "integer": "Int32", "bigint": "Int64", "oid": "UInt32",
    "real": "Float", "double precision": "Double", "uuid": "UUID", "bytea": "Data",
    "timestamp with time zone": "Date",
  ]

  private func swiftType(_ text: String) -> String {
    if text.hasSuffix("[]") {
      // Any element may be null, and what is in an array may be an array.
      return "[\(swiftType(String(text.dropLast(2))))?]"
    }
    if let known = spellings[text] ?? Self.exact[text] { return known }
    // `timestamp(3) with time zone` is one of fewer digits.
    if text.hasPrefix("timestamp("), text.hasSuffix(" with time zone") { return "Date" }
    return "String"
  }
}

/// What Swift would call a thing of the database.
enum SwiftName {
  /// Names that the text uses itself, or that Swift keeps.
  static let known: Set<String> = [
    "Any", "Array", "Bool", "CaseIterable", "Codable", "CodingKey", "CodingKeys", "Data", "Date",
    "Decodable", "Double", "Encodable", "Float", "Foundation", "Int16", "Int32", "Int64", "Never",
    "Optional", "Protocol", "Self", "Sendable", "String", "Swift", "Type", "UInt32", "UUID",
  ]

  /// `OrderLine` of `order_line`, `BillingInvoice` of `billing.invoice`.
  static func typeName(_ names: [String]) -> String {
    let name = names.flatMap(words).map(capitalized).joined()
    return name.isEmpty ? "Unnamed" : startsWell(name) ? name : "_" + name
  }

  /// `authorId` of `author_id`.
  static func member(_ name: String) -> String {
    let words = words(name)
    let text = words.prefix(1).joined() + words.dropFirst().map(capitalized).joined()
    return text.isEmpty ? "unnamed" : startsWell(text) ? text : "_" + text
  }

  static func unused(_ name: String, _ taken: inout Set<String>) -> String {
    var unused = name
    var number = 1
    while !taken.insert(unused).inserted {
      number += 1
      unused = "\(name)_\(number)"
    }
    return unused
  }

  /// Letters and digits between all else; of what is written like `authorId` nothing is lost.
  private static func words(_ name: String) -> [String] {
    name.unicodeScalars.split { !isLetterOrDigit($0) }.map {
      String(String.UnicodeScalarView($0))
    }
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    // Beyond, Swift's identifiers have the letters of these ranges.
    let isInReach = scalar.value < 0x2000 || 0x3031...0xD7FF ~= scalar.value
    return isInReach && scalar.properties.isAlphabetic && scalar.properties.isXIDContinue
  }

  private static func capitalized(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }

  private static func startsWell(_ name: String) -> Bool {
    name.unicodeScalars.first?.properties.isXIDStart ?? false
  }

  private static let reserved: Set<String> = [
    "as", "associatedtype", "await", "break", "case", "catch", "class", "continue", "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
    "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return",
    "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]

  static func escaped(_ name: String) -> String { reserved.contains(name) ? "`\(name)`" : name }

  static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      default:
        if scalar.value < 32 || scalar.value == 127 || scalar.value == 0x2028
          || scalar.value == 0x2029
        {
          literal += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          literal.unicodeScalars.append(scalar)
        }
      }
    }
    return literal + "\""
  }
}
