import Postgres
import TestSupport
import Testing

/// Connection strings, files and variables.
@Suite struct SettingsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var expected: [String: String]
    var testDescription: String { text }

    init(_ text: String, _ expected: [String: String]) {
      self.text = text
      self.expected = expected
    }
  }

  @Test(arguments: [
    Case("postgres://", [:]),
    Case("postgresql:///app", ["dbname": "app"]),
    Case("postgres://host", ["host": "host"]),
    Case(
      "postgres://me@host:5433/app",
      [
        "user": "me", "host": "host", "port": "5433", "dbname": "app",
      ]),
    Case(
      "postgres://me:p%40s%2Fs@host/app",
      [
        "user": "me", "password": "p@s/s", "host": "host", "dbname": "app",
      ]),
    Case("postgres://me:a:b:c@host", ["user": "me", "password": "a:b:c", "host": "host"]),
    Case(
      "postgres://me:p@ss@host/app",
      [
        "user": "me", "password": "p@ss", "host": "host", "dbname": "app",
      ]),
    Case("postgres://m%3Ae:@host", ["user": "m:e", "host": "host"]),
    Case("postgres://:secret@host", ["password": "secret", "host": "host"]),
    Case("postgres://[::1]:5433/app", ["host": "::1", "port": "5433", "dbname": "app"]),
    Case(
      "postgres://a,b:5433,[::2]/app",
      [
        "host": "a,b,::2", "port": ",5433,", "dbname": "app",
      ]),
    Case("postgres://%2Fvar%2Frun/app", ["host": "/var/run", "dbname": "app"]),
    Case(
      "postgres:///app?host=/tmp&port=1&password=x%26y",
      [
        "dbname": "app", "host": "/tmp", "port": "1", "password": "x&y",
      ]),
    Case("postgres://host?ssl=true", ["host": "host", "sslmode": "require"]),
    Case("postgres://host/%C3%A9%F0%9F%91%A9", ["host": "host", "dbname": "é👩"]),
    Case("postgres://me:pa#ss%25@host", ["user": "me", "password": "pa#ss%", "host": "host"]),
    Case("host=localhost dbname=app", ["host": "localhost", "dbname": "app"]),
    Case(
      "  host = 'a b'  password='it\\'s \\\\' user=",
      [
        "host": "a b", "password": "it's \\", "user": "",
      ]),
    Case("password=a\\ b=c", ["password": "a b=c"]),
  ])
  func `connection strings are read`(_ given: Case) throws {
    try #expect(ConnectionSettings(parsing: given.text).parameters == given.expected)
  }

  @Test(arguments: [
    "mysql://me:geheim@host", "jdbc:postgresql://me:geheim@host", "geheim", "",
    "postgres://me:geheim/x@host/app", "postgres://me:geheim?x@host", "postgres://me:geheim",
    "postgres://me:geheim%zz@host", "postgres://me:geheim%@host", "postgres://me:geheim%00@host",
    "postgres://me:geheim@[::1", "postgres://me:geheim@host?geheim", "password='geheim",
    "host=a geheim", "=geheim", "password=geheim\0x host=a",
  ])
  func `what cannot be read is an error with a way out and without the password`(
    text: String
  ) throws {
    let error = #expect(throws: DatabaseError.self) { try ConnectionSettings(parsing: text) }
    let shown = error.map { "\($0)" } ?? ""
    #expect(!shown.contains("geheim"))
    #expect(!shown.isEmpty)
  }

  @Test func `a host and a port of libpq's own form the same settings`() throws {
    let settings = try ConnectionSettings(parsing: "postgres://me:pw@h:1/d?sslmode=verify-full")
    #expect(settings.user == "me" && settings.password == "pw" && settings.host == "h")
    #expect(settings.port == "1" && settings.database == "d" && settings.sslMode == .verifyFull)
    var other = settings
    other.sslMode = .disable
    #expect(other.parameters["sslmode"] == "disable")
  }

  @Test func `settings never show their password`() throws {
    let settings = try ConnectionSettings(
      parsing: "postgres://me:geheim@127.0.0.1:1/d?sslpassword=geheim2")
    var dumped = ""
    dump([settings], to: &dumped)
    let holder = [Optional(settings)]
    for shown in ["\(settings)", "\(holder)", String(reflecting: settings), dumped] {
      #expect(!shown.contains("geheim"))
      #expect(shown.contains("password=***"))
    }
    let error = #expect(throws: DatabaseError.self) { try Connection(settings) }
    #expect(error.map { !"\($0)".contains("geheim") } == true)
  }

  @Test func `an unknown keyword is an error`() throws {
    let settings = try ConnectionSettings(parsing: "postgres://me:geheim@127.0.0.1/d?schema=x")
    let error = #expect(throws: DatabaseError.self) { try Connection(settings) }
    #expect(error?.message.contains("schema") == true)
    #expect(error?.hint != nil)
    #expect(error.map { !"\($0)".contains("geheim") } == true)
  }
}

/// Which connection is meant when none is named.
@Suite struct ConnectionSearchTests {
  @Test func `the environment comes first, URI before URL`() throws {
    try withFolder([".env": "DATABASE_URL=postgres://c"]) { folder in
      let both = ["DATABASE_URI": "postgres://a", "DATABASE_URL": "postgres://b"]
      let found = try search(folder, both)
      #expect(found.settings.host == "a")
      #expect(found.origin == "DATABASE_URI in the environment")
      let one = try search(folder, ["DATABASE_URI": "", "DATABASE_URL": "postgres://b"])
      #expect(one.settings.host == "b")
    }
  }

  @Test func `then .env, then database.yaml, then libpq's own`() throws {
    var files = [
      ".env": "OTHER=1\nDATABASE_URL=postgres://url\nDATABASE_URI=postgres://uri\n",
      "database.yaml": "host: yaml\n",
    ]
    try withFolder(files) { try #expect(search($0).settings.host == "uri") }
    files[".env"] = "DATABASE_URL=postgres://url\n"
    try withFolder(files) { try #expect(search($0).settings.host == "url") }
    files[".env"] = "OTHER=1\n"
    try withFolder(files) { folder in
      let found = try search(folder)
      #expect(found.settings.host == "yaml")
      #expect(found.origin == "database.yaml")
    }
    try withFolder([:]) { try #expect(search($0).settings.parameters.isEmpty) }
  }

  @Test func `a source that cannot be read is an error that names it`() throws {
    try withFolder([".env": "DATABASE_URL=mysql://me:geheim@x", "database.yaml": "host: y"]) {
      folder in
      let error = #expect(throws: DatabaseError.self) { try search(folder) }
      #expect(error?.message.hasPrefix("DATABASE_URL in .env: ") == true)
      #expect(error?.message.contains("geheim") == false)
    }
  }

  @Test func `the forms of a .env file`() throws {
    let text = """
      # a comment
      HOST=db.local
      PW='p#$x ${HOST}'
        export  TAIL="a\\"b"   # comment
      bad line
      DATABASE_URL="postgres://me:${SECRET}@${HOST}:5433/app" # comment
      """
    try withFolder([".env": text]) { folder in
      let found = try search(folder, ["SECRET": "s%24"])
      #expect(found.settings.host == "db.local")
      #expect(found.settings.password == "s$")
      #expect(found.settings.database == "app")
    }
    try withFolder([".env": "DATABASE_URL=postgres://me:a#b$c@h/d  # comment\r\nX=1\r\n"]) {
      let settings = try search($0).settings
      #expect(settings.password == "a#b$c")
      #expect(settings.database == "d")
    }
  }

  @Test func `the forms of database.yaml`() throws {
    let text = """
      ---
      # the local database
      username: me   # who
      password: "p: #\\"x\\\\"
      host: 'it''s'
      port: 5433
      databaseName: app#1
      adapter: postgresql
      sslmode: ~
      """
    try withFolder(["database.yaml": text]) { folder in
      try #expect(
        search(folder).settings.parameters == [
          "user": "me", "password": "p: #\"x\\", "host": "it's", "port": "5433", "dbname": "app#1",
        ])
    }
  }

  @Test(arguments: [
    "development:\n  password: geheim", "- geheim", "password: |\n  geheim", "password: 'geheim",
    "password: \"geheim\" x", "password:geheim", "geheim", "", "other: geheim",
    "password: {geheim: 1}",
  ])
  func `what goes beyond names and values is refused, and not shown`(text: String) throws {
    try withFolder(["database.yaml": text]) { folder in
      let error = #expect(throws: DatabaseError.self) { try search(folder) }
      #expect(error?.message.contains("database.yaml") == true)
      #expect(error.map { !"\($0)".contains("geheim") } == true)
    }
  }

  private func search(
    _ folder: String, _ variables: [String: String] = [:]
  ) throws -> ConnectionSearch.Found {
    try ConnectionSearch(folder: folder, environment: Environment(variables)).find()
  }
}

/// Passwords in text that a person typed.
@Suite struct SecretTextTests {
  @Test(arguments: [
    "connect \"postgres://me:geheim@host/app\"", "connect 'postgresql://me:geh@eim@h'",
    "connect postgres://me:geheim@host", "host=h password=geheim", "password = 'geheim geheim'",
    "alter role x password 'geheim'", "ALTER USER x ENCRYPTED PASSWORD 'ge''heim' valid until 'x'",
    "create role x password E'geheim\\'geheim'", "create role x password $$geheim$$",
    "create role x password $q$geheim$q$", "PGPASSWORD=geheim psql", "password: geheim",
    "postgres://h/d?password=geheim&x=1", "{\"password\": \"geheim\"}", "sslpassword=geheim",
    "password='geheim", "password =\n  geheim",
  ])
  func `is found and masked`(text: String) {
    let secret = SecretText(text)
    #expect(secret.holdsSecret)
    #expect(secret.masked.contains("***"))
    for part in ["geh", "eim"] { #expect(!secret.masked.contains(part)) }
  }

  @Test(arguments: [
    "select * from users", "create table t (password text not null)", "\\password me",
    "connect postgres://me@host/app", "password", "select password from t", "postgres://", "",
    "password =", "://:", "alter role x password null",
  ])
  func `is not seen where there is none`(text: String) {
    let secret = SecretText(text)
    #expect(!secret.holdsSecret)
    #expect(secret.masked == text)
  }

  @Test func `the rest stays as it is`() {
    let text = "a postgres://me:x@h/d b password='y' c"
    #expect(SecretText(text).masked == "a postgres://me:***@h/d b password='***' c")
  }
}
