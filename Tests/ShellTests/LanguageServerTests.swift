import Foundation
import TestSupport
import Testing

/// The language server as an editor meets it: the built process, spoken to over its streams.
@Suite(.enabled(if: Tool.isBuilt)) struct LanguageServerTests {
  private static let uri = "file:///tmp/a%20b/release.schema"

  private static let text = """
    # How a title becomes part of an address.
    func slug(name, mark = "-") {
      return name.lower().replace(" ", mark)
    }
    let é = "😀", unused = 1
    print slug(é)
    tabels
    """.replacing("let é = \"😀\", unused = 1", with: "let é = \"😀\"\nlet unused = 1")

  /// The answers to what is asked of a text that is open; notifications come under their methods.
  private func ask(
    _ questions: [(method: String, parameters: [String: Any])], text: String = text,
    uri: String = uri, folder: String? = nil
  ) throws -> (answers: [Any], notifications: [[String: Any]], status: Int32) {
    var input = frame([
      "id": 0, "method": "initialize",
      "params": ["rootUri": folder.map { $0 as Any } ?? NSNull(), "capabilities": [:]],
    ])
    input += frame(["method": "initialized", "params": [:]])
    input += frame([
      "method": "textDocument/didOpen",
      "params": ["textDocument": ["uri": uri, "languageId": "x", "version": 1, "text": text]],
    ])
    for (number, question) in questions.enumerated() {
      var parameters = question.parameters
      parameters["textDocument"] = ["uri": uri]
      input += frame(["id": number + 1, "method": question.method, "params": parameters])
    }
    input += frame(["id": 999, "method": "shutdown"]) + frame(["method": "exit"])
    let run = try Tool.run(["lsp", "--stdio"], input: input)
    let messages = try unframe(run.output)
    let answers = try (0..<questions.count).map { number in
      try #require(messages.first { $0["id"] as? Int == number + 1 })
    }
    return (
      answers.map { $0["result"] ?? $0["error"] ?? "nothing" },
      messages.filter { $0["method"] != nil }, run.status
    )
  }

  private func frame(_ message: [String: Any]) -> String {
    var message = message
    message["jsonrpc"] = "2.0"
    let data = (try? JSONSerialization.data(withJSONObject: message)) ?? Data()
    return "Content-Length: \(data.count)\r\n\r\n" + String(decoding: data, as: UTF8.self)
  }

  private func unframe(_ output: String) throws -> [[String: Any]] {
    var rest = Data(output.utf8)
    var messages: [[String: Any]] = []
    while let end = rest.range(of: Data("\r\n\r\n".utf8)) {
      let head = String(decoding: rest[rest.startIndex..<end.lowerBound], as: UTF8.self)
      let length = try #require(Int(head.dropFirst("Content-Length: ".count)))
      let body = rest[end.upperBound..<(end.upperBound + length)]
      messages.append(
        try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any]))
      rest = Data(rest[(end.upperBound + length)...])
    }
    return messages
  }

  private func at(_ line: Int, _ character: Int) -> [String: Any] {
    ["position": ["line": line, "character": character]]
  }

  @Test func `mistakes come when a text is opened`() throws {
    let (_, notifications, status) = try ask([])
    let parameters = try #require(notifications.first?["params"] as? [String: Any])
    let found = try #require(parameters["diagnostics"] as? [[String: Any]])
    #expect(parameters["uri"] as? String == Self.uri)
    let messages = found.compactMap { $0["message"] as? String }
    #expect(messages.count == 2)
    #expect(messages.contains { $0.hasPrefix("unknown command `tabels`") })
    #expect(messages.contains("`unused` is never used"))
    #expect(Set(found.compactMap { $0["severity"] as? Int }) == [1, 2])
    #expect(status == 0)
  }

  @Test func `a word is explained`() throws {
    let (answers, _, _) = try ask([
      ("textDocument/hover", at(6, 8)), ("textDocument/hover", at(2, 15)),
      ("textDocument/hover", at(6, 99)),
    ])
    func words(_ answer: Any) -> String {
      ((answer as? [String: Any])?["contents"] as? [String: Any])?["value"] as? String ?? ""
    }
    #expect(words(answers[0]).contains("func slug(name, [mark])"))
    #expect(words(answers[0]).contains("How a title becomes part of an address."))
    #expect(words(answers[1]).contains("lower"))
  }

  @Test func `a name leads to where it is declared`() throws {
    let (answers, _, _) = try ask([
      ("textDocument/definition", at(6, 8)), ("textDocument/definition", at(2, 36)),
      ("textDocument/references", at(1, 7)),
    ])
    func line(_ answer: Any?) -> Int? {
      let range = (answer as? [String: Any])?["range"] as? [String: Any]
      return (range?["start"] as? [String: Any])?["line"] as? Int
    }
    #expect(line(answers[0]) == 1)
    #expect(line(answers[1]) == 1)
    #expect((answers[2] as? [Any])?.map { line($0) } == [1, 6])
    #expect((answers[0] as? [String: Any])?["uri"] as? String == Self.uri)
  }

  @Test func `names and methods are offered`() throws {
    let (answers, _, _) = try ask(
      [("textDocument/completion", at(1, 9)), ("textDocument/completion", at(2, 2))],
      text: "let schemaName = \"x\"\nprint sch\ndes")
    func labels(_ answer: Any) -> [String] {
      (answer as? [[String: Any]] ?? []).compactMap { $0["label"] as? String }
    }
    #expect(labels(answers[0]).contains("schemaName"))
    #expect(labels(answers[1]).contains("describe"))
  }

  @Test func `a text is formatted`() throws {
    let (answers, _, _) = try ask([("textDocument/formatting", [:])], text: "let x=1\nprint x")
    let edits = answers[0] as? [[String: Any]]
    #expect(edits?.first?["newText"] as? String == "let x = 1\nprint x\n")
  }

  @Test func `the outline shows what is declared`() throws {
    let (answers, _, _) = try ask(
      [("textDocument/documentSymbol", [:])],
      text: "func f() { func g() { } }\nlet x = f\nenum role { a }\ntransaction { let y = x }")
    let names = (answers[0] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names == ["f", "x", "enum role", "transaction"])
  }

  private static let models = [
    "author.schema": """
    /// Who may write.
    enum role { reader, author }

    /// People who write posts.
    table author {
      id    bigint primary key
      name  text not null       /// as it is printed
      role  role not null
    }

    """,
    "deep/post.schema": """
    table post {
      id      bigint primary key
      writer  bigint references author (name)
      author_id  bigint references aut
      kind
      check (id > 0)
    }
    select na from author;
    """,
  ]

  @Test func `the models of the folder give names, places and words`() throws {
    try withFolder(Self.models) { folder in
      let text = try #require(Self.models["deep/post.schema"])
      let (answers, notifications, _) = try ask(
        [
          ("textDocument/completion", at(3, 35)),  // references aut
          ("textDocument/completion", at(2, 38)),  // author (na
          ("textDocument/completion", at(1, 11)),  // id b
          ("textDocument/completion", at(5, 9)),  // check (
          ("textDocument/definition", at(2, 30)),  // author
          ("textDocument/definition", at(2, 38)),  // name
          ("textDocument/hover", at(2, 30)), ("textDocument/hover", at(2, 38)),
          ("textDocument/definition", at(5, 10)),  // check (id
          ("textDocument/hover", at(7, 16)),  // from author
        ], text: text, uri: "file://\(folder)/deep/post.schema", folder: "file://\(folder)")
      func labels(_ answer: Any) -> [String] {
        (answer as? [[String: Any]] ?? []).compactMap { $0["label"] as? String }
      }
      func place(_ answer: Any) -> String {
        let found = answer as? [String: Any] ?? [:]
        let range = found["range"] as? [String: Any]
        let start = range?["start"] as? [String: Any]
        let file = (found["uri"] as? String)?.split(separator: "/").last ?? "nowhere"
        return "\(file):\(start?["line"] ?? "-"):\(start?["character"] ?? "-")"
      }
      func words(_ answer: Any) -> String {
        ((answer as? [String: Any])?["contents"] as? [String: Any])?["value"] as? String ?? ""
      }
      #expect(labels(answers[0]) == ["author"])
      #expect(labels(answers[1]) == ["name"])
      #expect(labels(answers[2]).contains("boolean"))
      #expect(labels(answers[3]) == ["id", "writer", "author_id", "kind"])
      #expect(place(answers[4]) == "author.schema:4:6")
      #expect(place(answers[5]) == "author.schema:6:2")
      #expect(words(answers[6]).contains("table author {"))
      #expect(words(answers[6]).contains("People who write posts."))
      #expect(words(answers[7]).contains("as it is printed"))
      #expect(place(answers[8]) == "post.schema:1:2")
      #expect(words(answers[9]).contains("table author {"))
      let parameters = notifications.first?["params"] as? [String: Any]
      let found = parameters?["diagnostics"] as? [[String: Any]] ?? []
      #expect(found.compactMap { $0["message"] as? String } == ["column `kind` has no type"])
    }
  }

  @Test func `a type is offered behind a column's name`() throws {
    let (answers, _, _) = try ask(
      [("textDocument/completion", at(1, 12))],
      text: "table t {\n  kind    ro\n}\nenum role { a }\n")
    let labels = (answers[0] as? [[String: Any]] ?? []).compactMap { $0["label"] as? String }
    #expect(labels == ["role"])
  }

  @Test func `what is no message does no harm`() throws {
    let (answers, _, _) = try ask([
      ("textDocument/nonsense", [:]), ("textDocument/hover", [:]),
      ("textDocument/hover", at(-5, 1_000_000)), ("textDocument/hover", at(1_000_000, 2)),
    ])
    #expect((answers[0] as? [String: Any])?["code"] as? Int == -32601)
    #expect((answers[1] as? [String: Any])?["code"] as? Int == -32602)
    let bad = try Tool.run(["lsp"], input: "Content-Length: 5\r\n\r\nhello" + "garbage")
    #expect(bad.output.contains("-32700"))
    #expect(bad.status == 1)
    #expect(try Tool.run(["lsp"], input: "Content-Length: 99999999999999\r\n\r\nx").status == 1)
  }
}
