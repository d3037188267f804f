package import Postgres

/// Describes what is in a database as psql's `\d` does, so that what people know by heart holds
/// here: the same tables, the same lines below them.
///
/// Each group of lines below a table is a ``DescriptionSection``; all their queries go to the server
/// in one round trip.
package struct Describer {
  let connection: Connection
  /// As `\d+`: storage, comments, view definitions, children.
  let isDetailed: Bool

  package init(_ connection: Connection, detailed: Bool = false) {
    self.connection = connection
    isDetailed = detailed
  }

  /// Every relation whose name fits, one table each; none when nothing fits.
  package func relations(matching pattern: NamePattern) throws -> [TableModel] {
    try Relation.matching(pattern, on: connection).map(describe)
  }

  func describe(_ relation: Relation) throws -> TableModel {
    if relation.kind == .sequence {
      return try SequenceDescription.describe(relation, on: connection)
    }
    let columns = ColumnDescription(relation, isDetailed, connection.serverVersion)
    let sections = DescriptionSections.all.compactMap {
      section -> (any DescriptionSection.Type, SQL)? in
      section.query(relation, isDetailed, connection.serverVersion).map { (section, $0) }
    }
    var model = TableModel(title: relation.title, columns: columns.headings, rows: [])
    var footers: [String] = []
    try connection.pipeline([columns.query] + sections.map(\.1)) { index, result in
      if index == 0 {
        model.rows = try result.rows { columns.row(from: &$0) }
      } else {
        footers += try sections[index - 1].0.lines(result, relation, isDetailed)
      }
    }
    footers += DescriptionSections.fixedLines(relation, isDetailed)
    model.footers = footers.flatMap { footer in
      footer.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return model
  }
}

/// A group of lines below a described relation: its indexes, its triggers.
protocol DescriptionSection: SendableMetatype {
  /// What to ask, or nil when this relation cannot have such a thing.
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL?
  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
}

extension DescriptionSection {
  /// A heading and its lines, or nothing at all.
  static func titled(_ heading: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [heading] + lines.map { "    " + $0 }
  }
}

/// The sections in the order in which they stand below a relation.
enum DescriptionSections {
  static let all: [any DescriptionSection.Type] = [
    PartitionOfSection.self, PartitionKeySection.self, IndexFactsSection.self,
    IndexSection.self, CheckSection.self, ForeignKeySection.self, ReferencedBySection.self,
    PolicySection.self, StatisticsSection.self, RuleSection.self, PublicationSection.self,
    ViewDefinitionSection.self, TriggerSection.self, ForeignServerSection.self,
    InheritsSection.self, ChildSection.self,
  ]

  /// The last lines: what `pg_class` itself says.
  static func fixedLines(_ relation: Relation, _ isDetailed: Bool) -> [String] {
    var lines: [String] = []
    if let type = relation.ofType { lines.append("Typed table of type: \(type)") }
    if isDetailed { lines += replicaIdentityLines(relation) }
    if let tablespace = relation.tablespace, relation.kind != .view {
      lines.append("Tablespace: \"\(tablespace)\"")
    }
    guard isDetailed else { return lines }
    let showsMethod: Bool
    switch relation.kind {
    case .table, .materializedView, .partitionedIndex, .toastTable: showsMethod = true
    case .partitionedTable, .view, .foreignTable, .index, .sequence, .compositeType:
      showsMethod = false
    }
    if showsMethod, let method = relation.accessMethod { lines.append("Access method: \(method)") }
    if let options = relation.options, !options.isEmpty { lines.append("Options: \(options)") }
    return lines
  }

  /// Only what differs from the rule: the primary key for tables, nothing for the catalogs.
  private static func replicaIdentityLines(_ relation: Relation) -> [String] {
    guard relation.kind == .table || relation.kind == .partitionedTable else { return [] }
    switch relation.replicaIdentity {
    case "f": return ["Replica Identity: FULL"]
    case "n": return relation.schema == "pg_catalog" ? [] : ["Replica Identity: NOTHING"]
    case "d": return relation.schema == "pg_catalog" ? ["Replica Identity: ???"] : []
    default: return []
    }
  }
}
