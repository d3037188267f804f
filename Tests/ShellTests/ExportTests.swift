import Foundation
import Lang
import SchemaShell
import Testing

/// Schemas in the forms that other programs read, hostile names and all.
@Suite struct ExportTests {
  static let blog = """
    create type role as enum ('reader', 'chief editor', 'default');
    create domain slug as varchar(80);
    create type place as (x double precision, y double precision);
    create table author (id bigint generated always as identity primary key,
      email text not null unique, role role not null default 'reader', tags text[], home place,
      born timestamptz, boss_id bigint references author);
    comment on table author is E'Who writes.\\nAnd who <reads>.';
    comment on column author.email is 'where & how';
    create table post (id uuid primary key, author_id bigint not null references author,
      slug slug, price numeric(10, 2));
    create table cover (post_id uuid primary key references post, image bytea not null);
    create view live as select id, slug from post;
    """

  static let hostile = """
    create schema "s""1";
    create type "<script>alert(1)</script>" as enum ('a"b', 'a\\b', '', 'é', 'self', E'x\\ny');
    create table "s""1"."<script>alert('x')</script>" (
      "PK" int primary key, "class" text, "a b" "<script>alert(1)</script>", "a-b" int, "aB" int,
      "1" int, "日本" text, "}" text, E'\\\\' text, "--" text);
    """.replacing(", E'\\\\' text", with: ", \"\\\" text")

  @Test func `JSON tells what an object is, and nothing of how it is planned`() throws {
    let text = try export("json", Self.blog + "\ncreate policy p on author using (true);")
    for inner in [
      "casts", "seniority", "unknown context", "Identity(", "toastKept", "isPartitionKey",
    ] {
      #expect(!text.contains(inner), "\(inner)")
    }
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    func object(_ kind: String, _ name: String...) -> [String: Any] {
      objects.first { $0["kind"] as? String == kind && $0["name"] as? [String] == name } ?? [:]
    }
    let email = object("column", "public", "author", "email")
    #expect(email["position"] as? Int == 2 && email["isNotNull"] as? Bool == true)
    #expect(email["type"] as? String == "text")
    // What only looks like a truth value is an expression.
    #expect(object("policy", "public", "author", "p")["using"] as? String == "true")
  }

  func export(_ form: String, _ sql: String = blog) throws -> String {
    let shell = try ShellHarness()
    try shell.run("connect scratch")
    for statement in sql.components(separatedBy: ";\n") {
      try shell.run(statement + (statement.hasSuffix(";") ? "" : ";"))
    }
    shell.clear()
    try shell.run("export \(form)")
    let text = shell.takeOutput().joined(separator: "\n")
    #expect(try shell.run("(export \(form))").textValue == text + "\n")
    return text
  }

  // MARK: - Mermaid

  /// What Mermaid's grammar takes, line by line.
  private func isMermaid(_ text: String) -> Bool {
    let line =
      #/
      erDiagram | \ \ "[^"%\\]+"\ \{ | \ \ \}
      | \ {4}[A-Za-z_][A-Za-z0-9_()\[\]]*\ [A-Za-z_][A-Za-z0-9_()\[\]]*
        (\ (PK|FK|UK)(,\ (PK|FK|UK))*)?(\ "[^"%\\]*")?
      | \ \ "[^"%\\]+"\ (\|\||\|o)--(o\{|o\|)\ "[^"%\\]+"\ :\ "[^"%\\]+"
      /#
    return text.split(separator: "\n").allSatisfy { $0.wholeMatch(of: line) != nil }
  }

  @Test func `a diagram for Mermaid`() throws {
    let text = try export("mermaid")
    #expect(isMermaid(text), "\(text)")
    #expect(
      text == """
        erDiagram
          "author" {
            bigint id PK
            text email UK "where #amp; how"
            public_role role "role public.role"
            text[] tags
            public_place home "home public.place"
            timestamp_with_time_zone born "born timestamp with time zone"
            bigint boss_id FK
          }
          "cover" {
            uuid post_id PK, FK
            bytea image
          }
          "post" {
            uuid id PK
            bigint author_id FK
            public_slug slug "slug public.slug"
            numeric(10_2) price "price numeric(10,2)"
          }
          "author" |o--o{ "author" : "boss_id"
          "post" ||--o| "cover" : "post_id"
          "author" ||--o{ "post" : "author_id"
        """)
  }

  @Test func `hostile names for Mermaid`() throws {
    let text = try export("mermaid", ExportTests.hostile)
    #expect(isMermaid(text), "\(text)")
    #expect(!text.contains("<script"))
  }

  // MARK: - Graphviz

  @Test(arguments: [blog, hostile])
  func `a diagram for Graphviz`(sql: String) throws {
    let text = try export("dot", sql)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "digraph schema {" && lines.last == "}")
    let node = #/\ \ t\d+\ \[label=<(<table.*</table>)>\];/#
    let edge = #/\ \ t\d+\ ->\ t\d+\ \[label=<([^<>]+)>,\ arrowtail=\w+,\ arrowhead=\w+\];/#
    for line in lines.dropFirst().dropLast().dropFirst(3) {
      let markup = line.wholeMatch(of: node)?.output.1 ?? line.wholeMatch(of: edge)?.output.1
      let found = try #require(markup, "\(line)")
      #expect(isXML("<x>\(found)</x>"), "\(found)")
    }
    #expect(!text.contains("<script"))
  }

  // MARK: - Markup

  private func isXML(_ text: String) -> Bool { XMLCheck.isWellFormed(text) }

  @Test(arguments: [blog, hostile])
  func `a drawing is well-formed, and names are text in it`(sql: String) throws {
    let text = try export("svg", sql)
    #expect(isXML(text), "\(text)")
    #expect(!text.contains("<script"))
    #expect(sql != ExportTests.blog || text.contains(">email</text>"))
  }

  @Test(arguments: [blog, hostile])
  func `a page of documentation holds no markup but its own`(sql: String) throws {
    let text = try export("html", sql)
    #expect(!text.contains("<script"))
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && text.hasSuffix("</html>"))
    guard sql == ExportTests.blog else { return }
    #expect(text.contains("<p>Who writes.<br>\nAnd who &lt;reads&gt;.</p>"))
    #expect(text.contains("<td>where &amp; how</td>"))
    #expect(!text.contains("http://") || text.contains("http://www.w3.org/2000/svg"))
  }

  // MARK: - Swift

  @Test func `types of Swift`() throws {
    let text = try export("swift")
    #expect(
      text == """
        import Foundation

        enum Role: String, Codable, CaseIterable, Sendable {
          case reader
          case chiefEditor = "chief editor"
          case `default`
        }

        struct Place: Codable, Sendable {
          var x: Double?
          var y: Double?
        }

        /// Who writes.
        /// And who <reads>.
        struct Author: Codable, Sendable {
          var id: Int64
          /// where & how
          var email: String
          var role: Role
          var tags: [String?]?
          var home: Place?
          var born: Date?
          var bossId: Int64?

          enum CodingKeys: String, CodingKey {
            case id
            case email
            case role
            case tags
            case home
            case born
            case bossId = "boss_id"
          }
        }

        struct Cover: Codable, Sendable {
          var postId: UUID
          var image: Data

          enum CodingKeys: String, CodingKey {
            case postId = "post_id"
            case image
          }
        }

        struct Post: Codable, Sendable {
          var id: UUID
          var authorId: Int64
          var slug: String?
          var price: String?

          enum CodingKeys: String, CodingKey {
            case id
            case authorId = "author_id"
            case slug
            case price
          }
        }

        struct Live: Codable, Sendable {
          var id: UUID?
          var slug: String?
        }
        """)
  }

  @Test func `hostile names in Swift are names, each another`() throws {
    let text = try export("swift", ExportTests.hostile)
    for part in [
      "enum ScriptAlert1Script: String", "case aB = \"a\\\"b\"", "case aB_2 = \"a\\\\b\"",
      "case unnamed = \"\"", "case é\n", "case `self`\n", "case xY = \"x\\ny\"",
      "struct S1ScriptAlertXScript: Codable", "  var PK: Int32\n", "  var `class`: String?\n",
      "  var aB: ScriptAlert1Script?\n", "  var aB_2: Int32?\n", "  var aB_3: Int32?\n",
      "  var _1: Int32?\n", "  var 日本: String?\n",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }
}

/// The compiler itself takes what is exported for Swift.
@Suite(.enabled(if: SwiftCompiler.path != nil)) struct SwiftExportTests {
  @Test(arguments: [ExportTests.blog, ExportTests.hostile])
  func `swiftc takes what is exported`(schema: String) throws {
    let text = try ExportTests().export("swift", schema)
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("export-\(UUID().uuidString).swift")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    let run = try SwiftCompiler.check(file.path)
    #expect(run.status == 0, "\(run.text)\n\(text)")
    #expect(!run.text.contains("warning:"), "\(run.text)")
  }
}

private enum SwiftCompiler {
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { $0 + "/swiftc" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static func check(_ file: String) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-typecheck", "-swift-version", "6", file]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}

/// Whether tags are closed in their order and text holds no bare markup: as much of XML as we write.
enum XMLCheck {
  static func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
      if rest[..<start].contains(">") { return false }
      rest = rest[start...]
      if rest.hasPrefix("&") {
        guard let entity = rest.prefixMatch(of: #/&(amp|lt|gt|quot|#39);/#) else { return false }
        rest = rest[entity.range.upperBound...]
        continue
      }
      let tag = #/<(/?)([a-z][a-z0-9]*)((?:\s[a-zA-Z:-]+="[^"<]*")*)(/?)>/#
      guard let found = rest.prefixMatch(of: tag) else { return false }
      if found.output.1 == "/" {
        guard open.popLast() == found.output.2 else { return false }
      } else if found.output.4.isEmpty {
        open.append(found.output.2)
      }
      rest = rest[found.range.upperBound...]
    }
    return open.isEmpty && !rest.contains(">")
  }
}
