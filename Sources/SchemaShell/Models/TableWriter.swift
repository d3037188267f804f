import Engine
import Postgres

/// Writes a table as `table NAME … { … }`: its columns, and a line for everything that belongs to
/// it and has one.
struct TableWriter {
  private let table: Table
  private let steps: [Step]
  private let model: ModelWriter
  /// What stands inside of the table's own statement.
  private let inside: Set<ObjectID>
  private var columns: [Column]

  private var snapshot: Snapshot { model.snapshot }

  private var writer = DeclarationWriter()
  private var tail = ""
  private var partition = ""
  private var constraints: [ConstraintLine] = []
  private var lines: [Line] = []
  private var comments: [ObjectID: [String]] = [:]

  /// A line of the block and the object that it makes.
  private struct Line {
    let id: ObjectID
    let text: String
  }

  init(_ table: Table, _ steps: [Step], in model: ModelWriter) {
    self.table = table
    self.steps = steps
    self.model = model
    let inside = Set(steps.first { $0.id == table.id && !$0.parts.isEmpty }?.parts ?? [])
    self.inside = inside
    columns = inside.compactMap { model.snapshot[$0] as? Column }
      .sorted { $0.position < $1.position }
  }

  func written() -> DeclarationWriter {
    var copy = self
    copy.collect()
    return copy.assembled()
  }

  /// The same in pieces, for a text that is to keep what a person wrote.
  func shape() -> TableShape {
    var copy = self
    copy.collect()
    return copy.assembledShape()
  }

  // MARK: - Steps

  private mutating func collect() {
    // A column that its type or its parent brings may have nothing to say.
    columns = columns.filter { $0.clause(parts(of: $0)).map { !$0.isEmpty } ?? false }
    for id in inside.sorted() {
      if let constraint = snapshot[id] as? Constraint { add(constraint) }
    }
    let additions = inside.compactMap { (snapshot[$0] as? Constraint)?.addition }
    // A statement that is said as another role takes its neighbours along.
    let apart = Set(steps.filter { $0.statement.sql.text.hasPrefix("set ") }.map(\.id))
    var rest: [Step] = []
    for step in steps {
      if step.id == table.id, step.statement.sql.text.hasPrefix("create ") {
        readHead(model.sql(step.statement.sql).tokens)
      } else if step.id == table.id, additions.contains(step.statement.sql) {
        continue  // It stands in the block with the other constraints.
      } else if apart.contains(step.id) || !take(step) {
        rest.append(step)
      }
    }
    // Documentation needs to know what has a line.
    for step in rest where !document(step) {
      writer.statements.append(model.sql(step.statement.sql).statement())
    }
  }

  /// Takes what stands around the parentheses of `create table NAME (…)` into the head.
  private mutating func readHead(_ tokens: SQLTokens) {
    let word = tokens.word(1) == "unlogged" ? "unlogged table" : "table"
    writer.head = "\(word) \(relativeName(table.id.names))"
    var index = word == "table" ? 2 : 3
    index += tokens.qualifiedName(at: index)?.length ?? 1
    let start = index
    if tokens.word(index) == "of" {
      index += 1 + (tokens.qualifiedName(at: index + 1)?.length ?? 1)
    }
    let type = tokens.text(start..<index)
    var end = tokens.behindBrackets(at: index)
    if tokens.word(end) == "inherits" { end = tokens.behindBrackets(at: end + 1) }
    let rest = tokens.text(end..<tokens.count, onOneLine: true)
    tail = [type, parents, rest].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// `inherits (…)` with all its parents, also where the plan has to add one of them later.
  private var parents: String {
    let places = model.children(of: table.id).compactMap { $0 as? Inheritance }
      .filter { $0.bound == nil }.sorted { $0.position < $1.position }
    if places.isEmpty { return "" }
    return "inherits (\(places.map { relativeName($0.above.names) }.joined(separator: ", ")))"
  }

  /// Takes a step as a line of the block; false when it has none.
  private mutating func take(_ step: Step) -> Bool {
    switch snapshot[step.id] {
    case let constraint as Constraint where step.statement.sql == constraint.addition:
      // Which of two keys alike a partition's belongs to is said when all of them are there.
      if constraint.isPartitioned, hasTwin(constraint) { return false }
      add(constraint)
      return true
    case let place as Inheritance:
      guard let bound = place.bound else { return true }
      guard partition.isEmpty else { return false }
      let tokens = model.tokens(bound)
      let text = tokens.text(0..<tokens.count)
      partition = " partition of \(relativeName(place.above.names)) \(text)"
      return true
    default:
      guard let line = model.sql(step.statement.sql).line(in: table.id.names) else { return false }
      lines.append(Line(id: step.id, text: line))
      return true
    }
  }

  /// Takes a comment as documentation of the table or of a line; false for all else.
  private mutating func document(_ step: Step) -> Bool {
    guard let comment = snapshot[step.id] as? Comment else { return false }
    let tokens = SQLTokens(step.statement.sql.text)
    guard tokens.hasPhrase("comment on", at: 0),
      let lines = Documentation.lines(comment.text)
    else { return false }
    let target = comment.target
    // What is said of a part, the index behind a constraint, is said of that part's name.
    guard comment.id == target.remark(Comment.kind) else { return false }
    if target == table.id {
      writer.documentation = lines
      return true
    }
    let hasLine =
      columns.contains { $0.id == target } || constraints.contains { $0.id == target }
      || self.lines.contains { $0.id == target && isNamed($0) }
    if hasLine { comments[target] = lines }
    return hasLine
  }

  /// A line shows the name by which a comment finds the object.
  private func isNamed(_ line: Line) -> Bool {
    let tokens = SQLTokens(line.text)
    guard let (form, lead) = BlockForm.matching(tokens, in: BlockForm.all) else { return false }
    if case .nameless = form.naming { return false }
    return tokens.name(lead.split(separator: " ").count) == line.id.name
  }

  private mutating func add(_ constraint: Constraint) {
    // What is said about a constraint is said about its name.
    let isCommented = snapshot[constraint.id.remark("comment")] != nil
    // Of two that say the same of the same columns, PostgreSQL makes one, unless both have names.
    constraints.append(
      ConstraintLine(
        constraint, in: model, hidesName: !isCommented && !hasTwin(constraint)))
  }

  /// Another key of the same columns is there.
  private func hasTwin(_ constraint: Constraint) -> Bool {
    model.children(of: table.id).contains { other in
      guard other.id != constraint.id, let other = other as? Constraint else { return false }
      return other.key != nil && other.key == constraint.key
    }
  }

  // MARK: - Text

  private var shownConstraints: [ConstraintLine] {
    let shown = Set(columns.map(\.id.name))
    return constraints.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.map { line in
      line.column.map { shown.contains($0) } == false ? line.apart : line
    }
  }

  private var wholeHead: String {
    (writer.head ?? "") + partition + (tail.isEmpty ? "" : " " + tail)
  }

  private func assembledShape() -> TableShape {
    let constraints = shownConstraints
    return TableShape(
      head: wholeHead, documentation: writer.documentation,
      columns: columns.map { column in
        let inline = constraints.filter { $0.column == column.id.name }
        func line(_ inline: [ConstraintLine]) -> String {
          ColumnLine(column, parts: parts(of: column), inline: inline, in: model)
            .text(nameWidth: 0, typeWidth: 0)
        }
        return TableShape.Column(
          id: column.id, plain: line([]), whole: line(inline))
      },
      constraints: constraints,
      lines: lines.map { TableShape.Line(id: $0.id, text: $0.text) }, comments: comments,
      statements: writer.statements)
  }

  private func assembled() -> DeclarationWriter {
    var writer = writer
    var text: [String] = []
    let constraints = shownConstraints
    let inline = Dictionary(
      grouping: constraints.filter { $0.column != nil }, by: { $0.column ?? "" })
    let rows = columns.map { column in
      ColumnLine(
        column, parts: parts(of: column), inline: inline[column.id.name] ?? [], in: model)
    }
    let width = (name: rows.map(\.nameWidth), type: rows.map(\.typeWidth))
    let nameWidth = min(width.name.max() ?? 0, 28)
    let typeWidth = min(width.type.max() ?? 0, 28)
    for (column, row) in zip(columns, rows) {
      let line = row.text(nameWidth: nameWidth, typeWidth: typeWidth)
      text += documented(line, comments[column.id], mayTrail: true)
    }
    for constraint in constraints where constraint.column == nil {
      text += documented(constraint.line, comments[constraint.id])
    }
    for line in lines { text += documented(line.text, comments[line.id]) }
    let head = wholeHead
    writer.isBlock = true
    writer.head =
      text.isEmpty
      ? head + " { }"
      : ([head + " {"] + text.map { "  " + $0 } + ["}"])
        .joined(separator: "\n")
    return writer
  }

  private func documented(_ line: String, _ lines: [String]?, mayTrail: Bool = false) -> [String] {
    guard let lines else { return [line] }
    if mayTrail, lines.count == 1, !line.contains("\n"), line.count + lines[0].count <= 94 {
      return [line + "  " + lines[0]]
    }
    return lines + [line]
  }

  private func parts(of column: Column) -> [Part] {
    model.children(of: column.id).filter { inside.contains($0.id) }.compactMap { child in
      child.clause([]).map { Part(object: child, sql: $0) }
    }
  }
}

extension Constraint {
  /// The statement that adds it to its table, where that is all there is to say.
  var addition: SQL? {
    let statements = create([])
    return statements.count == 1 ? statements[0].sql : nil
  }

  /// The columns of a primary key or a unique constraint, as they are written.
  fileprivate var key: Substring? {
    sort == "p" || sort == "u" ? definition.drop { $0 != "(" } : nil
  }
}
