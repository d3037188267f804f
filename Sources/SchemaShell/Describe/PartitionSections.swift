import Postgres

/// `Partition of: parent FOR VALUES …`.
enum PartitionOfSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.isPartition else { return nil }
    return """
      select i.inhparent::pg_catalog.regclass, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        \(version >= 140_000 ? "i.inhdetachpending" : "false"),
        pg_catalog.pg_get_partition_constraintdef(c.oid)
      from pg_catalog.pg_class c
      join pg_catalog.pg_inherits i on c.oid = i.inhrelid
      where c.oid = \(literal: Int(relation.oid))
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    try result.rows { row in
      let parent = row.text()
      // An index has no bound, but psql's blank in front of one.
      let bound = " " + (row.optionalText() ?? "")
      let pending = row.bool() ? " DETACH PENDING" : ""
      let constraint = row.optionalText()
      var lines = ["Partition of: \(parent)\(bound)\(pending)"]
      guard isDetailed else { return lines }
      let isFree = constraint?.isEmpty ?? true
      lines.append(
        isFree ? "No partition constraint" : "Partition constraint: \(constraint ?? "")")
      return lines
    }.flatMap(\.self)
  }
}

/// `Partition key: RANGE (at)`.
enum PartitionKeySection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.kind == .partitionedTable else { return nil }
    return "select pg_catalog.pg_get_partkeydef(\(literal: Int(relation.oid)))"
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    try result.rows { "Partition key: \($0.text())" }
  }
}

/// `Inherits: a,` and the other parents below it.
enum InheritsSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.canHaveChildren else { return nil }
    return """
      select c.oid::pg_catalog.regclass
      from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhparent
      where i.inhrelid = \(literal: Int(relation.oid)) and c.relkind not in ('p', 'I')
      order by i.inhseqno
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    DescriptionLines.list("Inherits", try result.rows { $0.text() })
  }
}

/// How many children there are, or in detail which.
enum ChildSection: DescriptionSection {
  static func query(_ relation: Relation, _ isDetailed: Bool, _ version: Int) -> SQL? {
    guard relation.canHaveChildren else { return nil }
    return """
      select c.oid::pg_catalog.regclass, c.relkind in ('p', 'I'),
        pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        \(version >= 140_000 ? "i.inhdetachpending" : "false"), c.relkind = 'f'
      from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
      where i.inhparent = \(literal: Int(relation.oid))
      order by pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT',
        c.oid::pg_catalog.regclass::pg_catalog.text
      """
  }

  static func lines(_ result: borrowing Result, _ relation: Relation, _ isDetailed: Bool) throws
    -> [String]
  {
    let isPartitioned =
      relation.kind == .partitionedTable || relation.kind == .partitionedIndex
    let names = try result.rows { row in
      var text = row.text()
      let isItselfPartitioned = row.bool()
      if let bound = row.optionalText() { text += " \(bound)" }
      if isItselfPartitioned { text += ", PARTITIONED" }
      let isPending = row.bool()
      if row.bool() { text += ", FOREIGN" }
      return text + (isPending ? " (DETACH PENDING)" : "")
    }
    if names.isEmpty { return isPartitioned ? ["Number of partitions: 0"] : [] }
    if isDetailed {
      return DescriptionLines.list(isPartitioned ? "Partitions" : "Child tables", names)
    }
    let what = isPartitioned ? "partitions" : "child tables"
    return ["Number of \(what): \(names.count) (Use \\d+ to list them.)"]
  }
}

enum DescriptionLines {
  /// `Title: first,` with the others below the first.
  static func list(_ title: String, _ names: [String]) -> [String] {
    names.enumerated().map { index, name in
      let start = index == 0 ? "\(title): " : spaces(title.count + 2)
      return start + name + (index == names.count - 1 ? "" : ",")
    }
  }
}
