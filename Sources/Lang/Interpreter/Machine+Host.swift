/// Printing, commands, foreign statements and declarations: what leaves the machine.
extension Machine {
  func printLine(_ base: Int, _ count: Int) throws {
    var line = ""
    for index in 0..<count {
      if index > 0 { line += " " }
      let text = try shown(stack[base + index])
      line += text
    }
    try take(bytes: line.utf8.count)
    try charge(line.utf8.count / 64)
    clear(base, base + count)
    interpreter.output(line)
  }

  private func shown(_ value: Value) throws -> String {
    if case .text(let text) = value {
      try take(bytes: text.byteCount)
      return text.string
    }
    return try Display.text(value, self)
  }

  /// One text out of pieces: the size is known before the first byte is copied.
  func join(_ first: Registers, _ count: Int) throws -> Value {
    var size = 0
    for index in 0..<count {
      let piece = first + index
      if piece.tag == Layout.text {
        size += piece.rawText._withUnsafeGuaranteedRef { $0.header.count }
      } else {
        if !piece.isInt { piece.pointee = .text(Text(try Display.text(piece.pointee, self))) }
        size += piece.isInt ? 20 : piece.rawText._withUnsafeGuaranteedRef { $0.header.count }
      }
    }
    try take(bytes: size + 48)
    let joined = TextStorage.make(capacity: size)
    if size > Text.piece { return try joinLong(first, count, into: Text(storage: joined)) }
    for index in 0..<count {
      let piece = first + index
      if piece.isInt {
        joined.append(piece.rawInt)
      } else {
        piece.rawText._withUnsafeGuaranteedRef { joined.append($0) }
      }
      piece.setNull()
    }
    return .text(Text(storage: joined))
  }

  private func joinLong(_ first: Registers, _ count: Int, into joined: consuming Text) throws
    -> Value
  {
    for index in 0..<count {
      let piece = first + index
      if case .text(let text) = piece.pointee {
        try joined.append(text, work: charge)
      } else if piece.isInt {
        joined.append(piece.rawInt)
      }
      piece.setNull()
    }
    return .text(joined)
  }

  // MARK: Commands

  func commandCall(_ number: Int, _ code: Unmanaged<Code>, _ base: Int) throws -> CommandCall {
    let (site, source) = code._withUnsafeGuaranteedRef {
      ($0.template.sites.commands[number], $0.template.source)
    }
    var arguments: [CommandArgument] = []
    arguments.reserveCapacity(site.arguments.count)
    var next = base
    for argument in site.arguments {
      let location = Location(source, argument.span)
      var value = Value.null
      let foreign = try argument.foreign.map { try foreignCall($0, code, &next) }
      if foreign == nil {
        value = stack[next]
        (stack + next).setNull()
        next += 1
        if argument.isBare {
          if case .integer? = argument.kind, case .text(let text) = value,
            let integer = Int(text.string)
          {
            value = .int(integer)
          }
        } else if let kind = argument.kind {
          try check(value, kind, argument.key, location)
        }
      }
      arguments.append(
        CommandArgument(
          value: value, isBare: argument.isBare, location: location, foreign: foreign,
          key: argument.key))
    }
    return CommandCall(
      command: site.command, location: Location(source, site.span), isStatement: site.isStatement,
      arguments: arguments)
  }

  /// Values are checked when the command runs; bare words were when it was read.
  private func check(
    _ value: Value, _ kind: Part.Kind, _ key: String, _ location: Location
  ) throws {
    switch kind {
    case .choice(let choices):
      guard case .text(let text) = value, choices.contains(text.string) else {
        throw ScriptFailure(
          "\(key) must be one of \(choices.joined(separator: ", ")), not \(Display.brief(value))",
          at: location)
      }
    case .integer:
      guard case .int = value else {
        throw ScriptFailure(
          "\(key) must be a whole number, not \(value.typeName)", at: location)
      }
    case .name, .path, .value, .pair, .foreign: break
    }
  }

  func enterCommand(_ number: Int, _ code: Unmanaged<Code>, _ base: Int) throws -> Value {
    let call = try commandCall(number, code, base)
    let command = code._withUnsafeGuaranteedRef { $0.template.sites.commands[number].command }
    guard let enclosing = command as? any EnclosingCommand.Type else { return .null }
    return try enclosing.enter(call, interpreter)
  }

  func leaveCommand(
    _ number: Int, _ code: Unmanaged<Code>, _ token: Value, _ failure: Value
  ) throws {
    let command = code._withUnsafeGuaranteedRef { $0.template.sites.commands[number].command }
    guard let enclosing = command as? any EnclosingCommand.Type else { return }
    let error = (failure.hostObject as? ScriptError)?.failure
    try enclosing.leave(token, failure: error, interpreter)
  }

  // MARK: Foreign statements and declarations

  private func foreignCall(_ number: Int, _ code: Unmanaged<Code>, _ next: inout Int) throws
    -> ForeignCall
  {
    let (site, source) = code._withUnsafeGuaranteedRef {
      ($0.template.sites.foreigns[number], $0.template.source)
    }
    var parts: [ForeignCall.Part] = []
    if site.isMadeUp {
      guard case .text(let text) = stack[next] else {
        throw ScriptFailure(
          "a statement must be text, not \(stack[next].typeName)",
          at: Location(source, site.statement.span))
      }
      parts = [.raw(text.string, site.statement.span)]
      next += 1
    }
    for part in site.statement.parts {
      switch part {
      case .raw(let span): parts.append(.raw(source[span], span))
      case .value(let span):
        parts.append(.value(stack[next], span))
        (stack + next).setNull()
        next += 1
      case .identifier(let span):
        parts.append(.identifier(try names(stack[next], Location(source, span)), span))
        (stack + next).setNull()
        next += 1
      }
    }
    return ForeignCall(
      statement: site.statement, source: source, parts: parts, isStatement: site.isStatement,
      isIterated: site.isIterated, isMadeUp: site.isMadeUp)
  }

  private func names(_ value: Value, _ location: Location) throws -> [String] {
    if case .text(let text) = value { return [text.string] }
    if case .list(let list) = value, !list.isEmpty {
      let names = list.compactMap(\.textValue)
      if names.count == list.count { return names }
    }
    throw ScriptFailure(
      "an identifier must be text or a list of texts, not \(value.typeName)", at: location)
  }

  func runForeign(_ number: Int, _ code: Unmanaged<Code>, _ base: Int) throws -> Value {
    var next = base
    let call = try foreignCall(number, code, &next)
    guard let language = interpreter.vocabulary.foreign else { return .null }
    return try language.run(call, interpreter)
  }

  func runBackslash(_ number: Int, _ code: Unmanaged<Code>) throws -> Value {
    let (site, source) = code._withUnsafeGuaranteedRef {
      ($0.template.sites.backslashes[number], $0.template.source)
    }
    guard let language = interpreter.vocabulary.foreign else {
      throw ScriptFailure("there are no backslash commands here")
    }
    return try language.run(
      BackslashCall(
        name: site.name, rest: site.rest, location: Location(source, site.span), isStatement: true),
      interpreter)
  }

  func runDeclaration(_ number: Int, _ code: Unmanaged<Code>) throws -> Value {
    let (site, source) = code._withUnsafeGuaranteedRef {
      ($0.template.sites.declarations[number], $0.template.source)
    }
    return try site.declaration.declare(
      DeclarationCall(syntax: site.syntax, location: Location(source, site.syntax.span)),
      interpreter)
  }
}

extension Part {
  /// What its value is, if it has one.
  var kind: Kind? {
    switch shape {
    case .argument(let kind), .clause(_, let kind): kind
    case .option(let kind): kind
    case .flag, .block, .foreign: nil
    }
  }
}
