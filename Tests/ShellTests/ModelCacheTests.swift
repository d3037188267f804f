import Foundation
import Lang
import Postgres
import SchemaShell
import TestSupport
import Testing

/// A model that has not changed is read from what it was read back as, without a server.
@Suite struct ModelCacheTests {
  private static let model = """
    extension citext;
    enum mood { happy, sad }
    /// People.
    table author {
      id    bigint generated always as identity primary key
      name  citext not null unique check (name <> '')
      mood  mood default 'happy'
      index on (lower(name::text))
    }
    view names as select name from author;
    create function half(int) returns int language sql as 'select $1 / 2';
    """

  @Test func `the second load starts no server and says the same`() throws {
    let first = try ShellHarness(files: ["m.schema": ModelCacheTests.model])
    let cache = first.folder.appendingPathComponent("cache").path
    first.session.cacheFolder = cache
    try first.run("load m.schema\nddl m.schema")
    let ddl = first.takeOutput()
    #expect(!ddl.isEmpty)
    let second = try ShellHarness(files: ["m.schema": ModelCacheTests.model], environment: .current)
    second.session.cacheFolder = cache
    var isServerAsked = false
    second.session.willConnect = { isServerAsked = true }
    try second.run("load m.schema\nddl m.schema\ndiff m.schema to m.schema")
    #expect(second.takeOutput() == ddl)
    #expect(!isServerAsked)
    // What differs by a blank is another text.
    try second.write(ModelCacheTests.model + "\ntable other { a int }", to: "m.schema")
    try second.run("load m.schema")
    #expect(isServerAsked)
  }

  @Test func `what is damaged is made again, and nothing is kept where nothing shall be`() throws {
    let shell = try ShellHarness(files: ["m.schema": ModelCacheTests.model])
    let cache = shell.folder.appendingPathComponent("cache")
    shell.session.cacheFolder = cache.path
    try shell.run("ddl m.schema")
    let ddl = shell.takeOutput()
    let files = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(files.count == 2)
    for (number, name) in files.enumerated() {
      let path = cache.appendingPathComponent(name)
      let mode = try FileManager.default.attributesOfItem(atPath: path.path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      var bytes = [UInt8](try Data(contentsOf: path))
      if number == 0 { bytes = Array(bytes.dropLast(7)) } else { bytes[bytes.count / 2] ^= 0x41 }
      try Data(bytes).write(to: path)
    }
    try shell.run("ddl m.schema")
    #expect(shell.takeOutput() == ddl)
    let none = try ShellHarness(files: ["m.schema": ModelCacheTests.model])
    try none.run("load m.schema")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: none.folder.path) == ["m.schema"])
    #expect(ModelCache.defaultFolder(Environment(["SCHEMASHELL_CACHE": "", "HOME": "/h"])) == nil)
    #expect(
      ModelCache.defaultFolder(Environment(["HOME": "/h"]))?.hasSuffix("/schemashell-models")
        == true)
  }
}
