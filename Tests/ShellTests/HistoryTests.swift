import Testing

@testable import SchemaShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct HistoryTests {
  private let path: String

  init() throws {
    var template = Array("/tmp/history-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template).map { String(cString: $0) }
    path = try #require(made) + "/deep/er/history"
  }

  private var mode: mode_t {
    var found = stat()
    return stat(path, &found) == 0 ? found.st_mode & 0o777 : 0
  }

  @Test func `an entry of many lines is one line of the file and comes back as it was`() {
    let entry = "select 'a\\nb'\n  from author;\r\n"
    History(path: path).add(entry)
    #expect(readText(at: path)?.split(separator: "\n").count == 1)
    #expect(History(path: path).entries == [entry])
  }

  @Test func `only the owner can read it`() {
    History(path: path).add("print 1")
    #expect(mode == 0o600)
  }

  @Test func `secrets stay in memory`() {
    let history = History(path: path)
    let secrets = [
      "create role a PASSWORD 'x'", "connect \"postgres://me:secret@host/app\"",
      "connect \"postgres://me:p/q@host/app\"", "\\password me", "connect \"host=a password=b\"",
    ]
    for secret in secrets { history.add(secret) }
    history.add("connect \"postgres://me@host:5432/app\"")
    #expect(history.entries.count == secrets.count + 1)
    #expect(History(path: path).entries == ["connect \"postgres://me@host:5432/app\""])
  }

  @Test func `two shells at once lose nothing`() {
    let first = History(path: path)
    let second = History(path: path)
    first.add("one")
    second.add("two")
    first.add("three")
    #expect(History(path: path).entries == ["one", "two", "three"])
  }

  @Test func `the same entry twice in a row is one, a blank one is none`() {
    let history = History(path: path)
    for entry in ["a", "a", " \n", "b", "a"] { history.add(entry) }
    #expect(history.entries == ["a", "b", "a"])
  }

  @Test func `a place that cannot be written costs nothing but the file`() {
    let history = History(path: "/proc/nowhere/history")
    #expect(history.add("a"))
  }
}
