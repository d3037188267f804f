import Foundation
import Lang
import Postgres
import SchemaShell
import Testing

/// `\dt`, `\l`, `\df+` … list what psql lists, with its columns and its contents.
@Suite struct ListTests {
  private static let commands = """
    \\d \\d+ \\dS \\dS+ \\dt \\dt+ \\dtS+ \\di \\di+ \\dv+ \\dm+ \\ds+ \\dE+ \\dti+ \\dtvmsE \\l \\l+ \\dn \\dn+ \\dnS+
    \\df \\df+ \\dfn \\dfp+ \\dft \\dfa \\dfw \\da \\dT \\dT+ \\dD \\dD+ \\du \\du+ \\dg \\dx \\dx+ \\dp \\z \\ddp
    \\drds \\dy \\dy+ \\dRp \\dRp+ \\dRs \\des \\des+ \\dew \\dew+ \\deu \\deu+ \\det \\det+ \\dL \\dL+ \\dO \\dO+
    \\db \\db+ \\dX
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  private static let patterns = [
    "\\dt parent", "\\dt p*", "\\dt billing.*", "\\dt pg_catalog.pg_am*", "\\dtS pg_am",
    "\\di+ odd",
    "\\dT int*", "\\dT+ mood", "\\dD pos*", "\\df touch", "\\df+ tab", "\\df pg_catalog.now",
    "\\dfS+ now", "\\da sum", "\\dn b*", "\\du r*", "\\dp parent", "\\l e*", "\\db pg_d*",
    "\\dconfig work*", "\\dconfig+ max_c*", "\\dx f*", "\\dx+ f*", "\\dRp+ chosen", "\\dO german",
    "\\dL pl*",
    "\\dew f*",
    "\\dy g*", "\\det far", "\\deu o*",
  ]

  /// A server of its own: roles and databases are everybody's.
  private func compare(_ commands: [String], _ fill: (ConnectionSettings) throws -> Void) throws {
    let server = try ScratchServer.start()
    defer { server.stop() }
    let settings = try server.freshDatabase()
    try fill(settings)
    let version = try Psql.run(settings, ["--version"])
    let shell = try ShellHarness()
    try shell.session.connect(settings)
    let connection = try shell.session.connection()
    guard version.contains(" \(connection.serverVersion / 10000).") else { return }
    for command in commands {
      try shell.run(command)
      let ours = shell.takeOutput().joined(separator: "\n") + "\n"
      // psql takes it for an error that there is nothing.
      let isNothing = ours == "\n" || ours.contains("(0 rows)")
      let expected = try? Psql.run(settings, ["-c", command])
      #expect(expected == ours || expected == nil && isNothing, "\(command)")
    }
  }

  @Test func `everything that can be listed, as psql lists it`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Cases/describe").path
    try compare(ListTests.commands + ListTests.patterns) { settings in
      for file in ["everything.sql", "lists.sql"] {
        _ = try Psql.run(settings, ["-v", "ON_ERROR_STOP=1", "-f", "\(folder)/\(file)"])
      }
    }
  }

  @Test(arguments: Corpus.schemas.filter { ["pagila", "adventureworks"].contains($0) })
  func `real schemas, as psql lists them`(schema: String) throws {
    try compare(ListTests.commands) { try Corpus.load(schema, into: $0) }
  }
}
