/// A table of text, on its way to the screen: what every format prints from.
package struct TableModel: Equatable, Sendable {
  package struct Column: Equatable, Sendable {
    /// What stands above it.
    package var name: String
    package var content: Content
    /// What programs know it by.
    package var key: String

    package init(_ name: String, _ content: Content = .text) {
      (self.name, self.content, key) = (name, content, name)
    }

    /// A column of a list of ours: "Applied by" above it, `applied_by` in it.
    package static func heading(_ name: String, _ content: Content = .text) -> Column {
      var column = Column(name, content)
      column.key = name.lowercased().replacing(" ", with: "_")
      return column
    }

    package var isRightAligned: Bool { content == .number }
  }

  /// What the cells of a column hold, as far as an output format cares.
  package enum Content: Sendable {
    case text
    case number
    /// `t` and `f`, as PostgreSQL writes them.
    case truth
    /// JSON already: goes into JSON output as it is.
    case json
  }

  /// Stands centred above the table.
  package var title: String?
  package var columns: [Column]
  /// One cell per column; nil is SQL's null.
  package var rows: [[String?]]
  /// The lines below the table; nil asks for the number of rows.
  package var footers: [String]?

  package init(
    title: String? = nil, columns: [Column], rows: [[String?]], footers: [String]? = nil
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.footers = footers
  }

  package var rowCountText: String { rows.count == 1 ? "(1 row)" : "(\(rows.count) rows)" }
}

/// The forms that a table can be printed in.
package enum TableFormat: String, CaseIterable, Sendable {
  case table, expanded, csv, json
}

extension TableModel {
  /// The table as lines, without their line breaks.
  package func lines(
    as format: TableFormat, null: String = "", style: Style = .plain
  ) -> [String] {
    switch format {
    case .table: AlignedTable(self, null: null, style: style).lines
    case .expanded: ExpandedTable(self, null: null, style: style).lines
    case .csv: CSVTable.lines(self)
    case .json: JSONTable.lines(self)
    }
  }
}
