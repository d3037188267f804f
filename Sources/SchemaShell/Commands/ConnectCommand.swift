package import Lang
import Postgres

/// `connect scratch`, `connect "postgres://…"`, `connect env NAME`, `connect blog`, `connect`.
enum ConnectCommand: Command {
  static let signature = Signature(
    "connect", group: CommandGroup.project,
    summary: "Open a connection and make it the current one.",
    .argument(
      "target", .name("connection"), .optional,
      help: "scratch, a URL, keywords (host=… dbname=…), or a database of the same server"),
    .clause("env", .name("variable"), help: "a variable that holds the URL, also from .env"),
    .clause("as", .name("connection"), help: "what it is called from then on"),
    discussion: """
      Without a target the project says where to: DATABASE_URI or DATABASE_URL in the environment
      or in .env, then database.yaml, then the PG* variables. `connect scratch` starts a private
      server that ends with the session.
      """,
    examples: ["connect scratch", "connect scratch as draft"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    guard interpreter.capabilities.allows(.connect) else {
      throw call.failure("this script may not open connections")
    }
    let session = interpreter.session
    let name = try call.text("as")
    let opened = try open(call, name, interpreter)
    if call.isStatement, session.isInteractive {
      session.console.say("connected to \(opened.place)")
    }
    return .host(ConnectionValue(opened))
  }

  private static func open(
    _ call: CommandCall, _ name: String?, _ interpreter: Interpreter
  ) throws -> OpenConnection {
    let session = interpreter.session
    if let variable = try call.text("env") {
      guard !call.has("target") else {
        throw call.failure("`connect` takes a target or `env`, not both", at: "target")
      }
      return try session.connect(toVariable: variable, name: name, call)
    }
    guard let target = try call.text("target") else {
      if let current = session.connections.current, name == nil {
        return try session.reconnect(current)
      }
      return try session.connectProject(name: name)
    }
    let isBare = call["target"]?.isBare ?? false
    if isBare && target == "scratch" { return try session.connectScratch(name: name) }
    return try session.connect(target, name: name, call)
  }
}

extension Session {
  func connectScratch(name: String?) throws -> OpenConnection {
    do {
      let database = try scratch().database()
      return try connect(database.settings, name: name ?? "scratch", scratch: database)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// What the project's files and the environment say.
  @discardableResult
  package func connectProject(name: String? = nil) throws -> OpenConnection {
    do {
      let found = try connectionSearch.find()
      return try connect(found.settings, name: name, origin: found.origin)
    } catch let error as DatabaseError {
      throw ScriptFailure(error)
    }
  }

  /// A URL, keywords, or the name of a database on the server that is connected.
  @discardableResult
  package func connect(
    _ target: String, name: String? = nil, _ call: CommandCall? = nil
  ) throws -> OpenConnection {
    if target == "scratch" { return try connectScratch(name: name) }
    return try connect(settings(of: target, at: call?["target"]?.location), name: name)
  }

  func settings(of target: String, at location: Location?) throws -> ConnectionSettings {
    do {
      if target.contains("://") || target.contains("=") {
        return completed(try ConnectionSettings(parsing: target))
      }
      var settings =
        try connections.current?.settings ?? connectionSearch.find().settings
      settings.database = target
      return completed(settings)
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: location)
    }
  }

  func connect(
    toVariable variable: String, name: String?, _ call: CommandCall
  ) throws -> OpenConnection {
    do {
      guard let found = try connectionSearch.variable(variable) else {
        throw call.failure(
          "\(variable) is set neither in the environment nor in .env", at: "env")
      }
      return try connect(found.settings, name: name, origin: found.origin)
    } catch let error as DatabaseError {
      throw ScriptFailure(error, at: call["env"]?.location)
    }
  }

  /// The same again, under the same name: after the server went away, for one.
  func reconnect(_ old: OpenConnection) throws -> OpenConnection {
    try connect(old.settings, name: old.name, origin: old.origin, scratch: old.scratch)
  }
}
