import Engine
import Testing

/// What is asked of a server is what its version has.
@Suite struct VersionTests {
  /// Columns and catalogs, by the version that they came with.
  private static let news: [(version: Int, names: [String])] = [
    (
      14,
      [
        "attcompression", "rngmultitypid", "typsubscript", "stxexprs", "subbinary", "substream",
        "pg_get_function_sqlbody", "pg_get_statisticsobjdef_expressions", "inhdetachpending",
      ]
    ),
    (
      15,
      [
        "indnullsnotdistinct", "confdelsetcols", "pg_publication_namespace", "prattrs", "prqual",
        "colliculocale", "subtwophasestate", "subdisableonerr", "pg_parameter_acl",
      ]
    ),
    (16, ["collicurules", "subpasswordrequired", "subrunasowner", "suborigin"]),
    (17, ["colllocale", "subfailover"]),
    (18, ["conperiod", "conenforced", "pubgencols"]),
  ]

  @Test(arguments: [13, 14, 15, 16, 17])
  func `an older server is not asked for what came later`(major: Int) {
    let queries = SnapshotReader.queries(ServerVersion(major * 10000)).joined(separator: "\n")
    for (version, names) in Self.news where version > major {
      for name in names {
        #expect(!queries.contains(name), "\(name) is asked of \(major)")
      }
    }
  }

  @Test func `the oldest server is 13`() {
    #expect(SnapshotReader.oldest == ServerVersion(130000))
  }
}
