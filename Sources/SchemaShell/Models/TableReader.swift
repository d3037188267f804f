import Engine
import Lang
import Postgres

/// Turns `table NAME … { … }` into the statements that it stands for.
///
/// Columns and local constraints become one `create table`; what else stands in the block becomes a
/// statement of its own. Foreign keys are among those, so that tables may refer to each other in
/// circles.
struct TableReader {
  private let syntax: DeclarationSyntax
  private let header: TableHeader
  private var parts = ModelParts()
  /// What stands between the parentheses of `create table`.
  private var definitions: [Line] = []
  /// Columns of a partition that say their type are a table's own.
  private var hasTypedColumns = false

  private struct Line {
    let tokens: DeclaredTokens
    /// The tokens to take, in pieces.
    let ranges: [Range<Int>]
  }

  static func read(_ syntax: DeclarationSyntax) -> ModelParts {
    guard let header = TableHeader(syntax) else {
      var parts = ModelParts()
      parts.refuse("a table needs a name", at: syntax.keyword, in: syntax.source)
      return parts
    }
    var reader = TableReader(syntax, header)
    reader.readLines()
    reader.finish()
    return reader.parts
  }

  private init(_ syntax: DeclarationSyntax, _ header: TableHeader) {
    self.syntax = syntax
    self.header = header
  }

  private var source: Source { syntax.source }

  /// The name as SQL, from the model's own text.
  private func appendName(to statement: inout MappedSQL) {
    statement.append(header.tokens.span(header.nameRange))
  }

  private func statement(_ span: Span, _ text: String) -> MappedSQL {
    MappedSQL(source, span, text)
  }

  // MARK: - Lines

  private mutating func readLines() {
    for item in syntax.items { read(item) }
  }

  private mutating func read(_ item: DeclarationItem) {
    var tokens = DeclaredTokens(source, item.tokens)
    let old = tokens.takeOldName()
    if let (form, lead) = BlockForm.matching(tokens, in: BlockForm.all) {
      addStatement(item, tokens, form, lead, was: old)
    } else if TableAction.matches(tokens) {
      addAction(item, tokens)
    } else if tokens.startsConstraint {
      addConstraint(item, tokens, was: old)
    } else {
      addColumn(item, tokens, was: old)
    }
  }

  /// An index, a policy, a grant: whatever kind has a form of its own here.
  private mutating func addStatement(
    _ item: DeclarationItem, _ tokens: DeclaredTokens, _ form: BlockForm, _ lead: String,
    was old: OldName?
  ) {
    let leadCount = lead.split(separator: " ").count
    let place = form.placeOfTable(in: tokens, from: leadCount)
    var sql = statement(item.span, form.verb.map { $0 + " " } ?? "")
    sql.append(tokens, 0..<place.index)
    sql.append(place.link.map { " \($0) " } ?? " ")
    appendName(to: &sql)
    sql.append(" ")
    sql.append(tokens, place.index..<tokens.count)
    parts.add(sql)
    let kind = lead.split(separator: " ").last.map(String.init) ?? lead
    note(item, kind: kind, tokens.qualifiedName(at: leadCount)?.names, form.naming, was: old)
  }

  /// Says what `///` and `was` say about an object of the block.
  private mutating func note(
    _ item: DeclarationItem, kind: String, _ names: [String]?, _ naming: BlockForm.Naming,
    was old: OldName?
  ) {
    let comments = item.leading + item.trailing
    guard old != nil || syntax.documentation(comments) != nil else { return }
    guard let names, let name = names.last, names != ["on"] else {
      parts.refuse(
        "only what has a name can be described or renamed", at: item.span, in: source,
        hint: "give it a name")
      return
    }
    let schema = header.names.count > 1 ? [header.names[0]] : []
    let reference: SQL
    let id: ObjectID
    switch naming {
    case .onTable:
      reference = "\(name: name) on \(name: header.names)"
      id = ObjectID(KindName(kind), header.fullNames + [name])
    case .inTableSchema:
      reference = "\(name: schema + [name])"
      id = ObjectID(KindName(kind), [header.schema, name])
    case .inSchema:
      reference = "\(name: names)"
      id = ObjectID(KindName(kind), names.count > 1 ? names : ["public", name])
    case .nameless:
      parts.refuse("nothing can be said about this line", at: item.span, in: source)
      return
    }
    parts.document(syntax, comments, reference: "\(kind) \(reference.text)")
    if let old { parts.rename(id, was: old, in: source) }
  }

  /// What `alter table` does.
  private mutating func addAction(_ item: DeclarationItem, _ tokens: DeclaredTokens) {
    addAlteration(item.span, tokens, [0..<tokens.count])
  }

  private mutating func addAlteration(
    _ span: Span, _ tokens: DeclaredTokens, _ ranges: [Range<Int>], verb: String = ""
  ) {
    var sql = statement(span, "alter table ")
    appendName(to: &sql)
    sql.append(" " + verb)
    for range in ranges {
      sql.append(tokens, range)
      sql.append(" ")
    }
    parts.add(sql)
  }

  private mutating func addConstraint(
    _ item: DeclarationItem, _ tokens: DeclaredTokens, was old: OldName?
  ) {
    let isNamed = tokens.word(0) == "constraint"
    let start = isNamed ? 2 : 0
    if standsApart(tokens, from: start, isNamed: isNamed) {
      addAlteration(item.span, tokens, [0..<tokens.count], verb: "add ")
    } else {
      definitions.append(Line(tokens: tokens, ranges: [0..<tokens.count]))
    }
    note(
      item, kind: "constraint", isNamed ? tokens.name(1).map { [$0] } : nil, .onTable, was: old)
  }

  /// What `create table` cannot say, or would not do: that rows are not checked, that an index is
  /// taken over, that a unique constraint stands beside a primary key on the same columns.
  private func standsApart(_ tokens: DeclaredTokens, from start: Int, isNamed: Bool) -> Bool {
    if tokens.hasPhrase("foreign key", at: start) { return true }
    if tokens.hasPhrase("not valid", at: tokens.count - 2) { return true }
    if isNamed, tokens.word(start) == "unique" { return true }
    guard let index = tokens.first(of: ["using index"], from: start) else { return false }
    return tokens.word(index + 2) != "tablespace"
  }

  private mutating func addColumn(
    _ item: DeclarationItem, _ tokens: DeclaredTokens, was old: OldName?
  ) {
    guard let name = tokens.name(0) else {
      parts.refuse(
        "expected a column, a constraint, an index or the like", at: tokens.span(0), in: source)
      return
    }
    let column = ColumnReader(tokens)
    if tokens.count > 1, tokens.phrase(of: TableForm.typelessColumn, at: 1) == nil {
      hasTypedColumns = true
    }
    definitions.append(Line(tokens: tokens, ranges: column.kept))
    for key in column.foreignKeys {
      var sql = statement(tokens.span(key.reference), "alter table ")
      appendName(to: &sql)
      sql.append(" add ")
      if let constraint = key.name {
        sql.append(tokens, constraint)
        sql.append(" ")
      }
      sql.append("foreign key (")
      sql.append(tokens.span(0))
      sql.append(") ")
      sql.append(tokens, key.reference)
      parts.add(sql)
    }
    let path = header.names + [name]
    parts.document(
      syntax, item.leading + item.trailing, reference: ("column \(name: path)" as SQL).text)
    if let old {
      parts.rename(ObjectID(Column.kind, header.fullNames + [name]), was: old, in: source)
    }
  }

  // MARK: - The table itself

  private mutating func finish() {
    var sql = creation(definitions)
    sql.apart = apart
    parts.statements.insert(sql, at: 0)
    if let partition = header.partition, isAttached { attach(partition) }
    // As it is spoken of: an unlogged table is a table, a foreign one is not.
    let isForeign = syntax.form.title.hasPrefix("foreign")
    let kind = isForeign ? ForeignTable.kind : Table.kind
    parts.document(
      syntax, syntax.leading, reference: "\(kind) \(("\(name: header.names)" as SQL).text)")
    if let old = header.old {
      parts.rename(ObjectID(kind, header.fullNames), was: old, in: source)
    }
  }

  private var isAttached: Bool { header.partition != nil && hasTypedColumns }

  private func creation(_ definitions: [Line]) -> MappedSQL {
    var sql = statement(syntax.span, "create ")
    sql.append(syntax.keyword)
    sql.append(" ")
    appendName(to: &sql)
    if let partition = header.partition, !isAttached {
      sql.append(" partition of ")
      sql.append(header.tokens, partition.parent)
    }
    if let type = header.type {
      sql.append(" ")
      sql.append(header.tokens, type)
    }
    if !definitions.isEmpty || header.partition == nil && header.type == nil || isAttached {
      append(definitions, to: &sql)
    }
    if let partition = header.partition, !isAttached {
      sql.append(" ")
      sql.append(header.tokens, partition.bound)
    }
    sql.append(" ")
    sql.append(header.tokens, header.tail)
    return sql
  }

  private func append(_ definitions: [Line], to sql: inout MappedSQL) {
    sql.append(" (")
    for (index, line) in definitions.enumerated() {
      sql.append(index == 0 ? "\n  " : ",\n  ")
      for (place, range) in line.ranges.enumerated() {
        if place > 0 { sql.append(" ") }
        sql.append(line.tokens, range)
      }
    }
    sql.append(definitions.isEmpty ? ")" : "\n)")
  }

  /// The table without its checks and defaults, then these: a function that they call may need the
  /// table. Nothing where there are none.
  private var apart: [MappedSQL] {
    var kept: [Line] = []
    var added: [MappedSQL] = []
    for line in definitions {
      let tokens = line.tokens
      func add(_ verb: String, _ range: Range<Int>) {
        var sql = statement(tokens.span(range), "alter table ")
        appendName(to: &sql)
        sql.append(" \(verb) ")
        sql.append(tokens, range)
        added.append(sql)
      }
      if tokens.startsConstraint {
        let isCheck = tokens.word(tokens.word(0) == "constraint" ? 2 : 0) == "check"
        if isCheck { add("add", 0..<tokens.count) } else { kept.append(line) }
        continue
      }
      let (clauses, rest) = ColumnReader.clauses(tokens, in: line.ranges)
      kept.append(Line(tokens: tokens, ranges: rest))
      for clause in clauses {
        switch clause.sort {
        case .check: add("add", clause.range)
        case .standard: add("alter \(source[tokens.span(0)]) set", clause.range)
        }
      }
    }
    return added.isEmpty ? [] : [creation(kept)] + added
  }

  private mutating func attach(_ partition: TableHeader.Partition) {
    var sql = statement(header.tokens.span(partition.parent), "alter table ")
    sql.append(header.tokens, partition.parent)
    sql.append(" attach partition ")
    appendName(to: &sql)
    sql.append(" ")
    sql.append(header.tokens, partition.bound)
    parts.add(sql)
  }
}
