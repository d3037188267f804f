import SchemaShell
import Testing

/// What psql prints for the same rows is the expectation, character for character.
@Suite struct TableTests {
  private let model = TableModel(
    columns: [.init("id", .number), .init("a name"), .init("nothing")],
    rows: [
      ["1", "plain", nil],
      ["22", "two\nlines\tand a tab", "x"],
      ["333", "日本 é ẹ́ 👍", "c\r\u{1}d"],
    ])

  @Test func `aligned, as psql prints it`() {
    #expect(
      model.lines(as: .table) == [
        " id  |      a name       | nothing  ",
        "-----+-------------------+----------",
        "   1 | plain             | ",
        "  22 | two              +| x",
        "     | lines   and a tab | ",
        " 333 | 日本 é ẹ́ 👍       | c\\r\\x01d",
        "(3 rows)",
        "",
      ])
  }

  @Test func `expanded, as psql prints it`() {
    #expect(
      model.lines(as: .expanded) == [
        "-[ RECORD 1 ]--------------",
        "id      | 1",
        "a name  | plain",
        "nothing | ",
        "-[ RECORD 2 ]--------------",
        "id      | 22",
        "a name  | two              +",
        "        | lines   and a tab",
        "nothing | x",
        "-[ RECORD 3 ]--------------",
        "id      | 333",
        "a name  | 日本 é ẹ́ 👍",
        "nothing | c\\r\\x01d",
        "",
      ])
  }

  @Test func `the rule of a record fits long names and short rows`() {
    let short = TableModel(columns: [.init("a")], rows: [["v"]])
    #expect(short.lines(as: .expanded) == ["-[ RECORD 1 ]", "a | v", ""])
    let long = TableModel(
      columns: [.init("a_very_long_column_name_for_it"), .init("b")],
      rows: [["v", "wwwwwwwwwwwwwwwwwww"]])
    #expect(
      long.lines(as: .expanded) == [
        "-[ RECORD 1 ]------------------+--------------------",
        "a_very_long_column_name_for_it | v",
        "b                              | wwwwwwwwwwwwwwwwwww",
        "",
      ])
  }

  @Test func `headings of two lines, and no column at all`() {
    let two = TableModel(
      columns: [.init("two\nline heading", .number), .init("x")], rows: [["1", "abc\ndef"]])
    #expect(
      two.lines(as: .table) == [
        "     two     +|  x  ",
        " line heading |     ",
        "--------------+-----",
        "            1 | abc+",
        "              | def",
        "(1 row)",
        "",
      ])
    #expect(
      TableModel(columns: [], rows: [[]]).lines(as: .table) == ["--", "(1 row)", ""])
  }

  @Test func `no rows`() {
    let empty = TableModel(columns: [.init("a")], rows: [])
    #expect(empty.lines(as: .table) == [" a ", "---", "(0 rows)", ""])
    #expect(empty.lines(as: .expanded) == ["(0 rows)", ""])
    #expect(empty.lines(as: .csv) == ["a"])
    #expect(empty.lines(as: .json) == ["[]"])
  }

  @Test func `csv quotes what needs it`() {
    let model = TableModel(
      columns: ["a", "b", "c", "d", "e", "f"].map { .init($0) },
      rows: [["1", "x,y", "q\"r", "l\nm", nil, "\\."]])
    #expect(
      model.lines(as: .csv) == ["a,b,c,d,e,f", "1,\"x,y\",\"q\"\"r\",\"l\nm\",,\"\\.\""])
  }

  @Test func `json keeps numbers, truth and json as they are`() {
    let model = TableModel(
      columns: [
        .init("n", .number), .init("t", .truth), .init("j", .json), .init("a \"b\""),
      ],
      rows: [["1.50", "t", "{\"x\": [1]}", "é\n\u{1}"], ["NaN", "f", nil, nil]])
    #expect(
      model.lines(as: .json) == [
        "[",
        #" {"n":1.50,"t":true,"j":{"x": [1]},"a \"b\"":"é\n\u0001"},"#,
        #" {"n":"NaN","t":false,"j":null,"a \"b\"":null}"#,
        "]",
      ])
  }

  @Test func `null is shown as asked`() {
    let model = TableModel(columns: [.init("a")], rows: [[nil], ["x"]])
    #expect(model.lines(as: .table, null: "∅")[2] == " ∅")
  }

  @Test func `colour only where it is asked for`() {
    let model = TableModel(columns: [.init("a")], rows: [])
    #expect(!model.lines(as: .table).joined().contains("\u{1B}"))
    #expect(model.lines(as: .table, style: .coloured)[0] == " \u{1B}[1ma\u{1B}[0m ")
  }
}
