/// Errors on their way through the frames, and what scripts see of them.
extension Machine {
  /// Finds who catches an error and sets the frame on top to go on there, or throws it on.
  func handle(_ error: any Error, until stop: Int) throws {
    var failure = failure(from: error)
    complete(&failure)
    while let handler = handlers.last, handler.frameCount > stop {
      handlers.removeLast()
      guard handles(handler, failure) else { continue }
      unwind(to: handler.frameCount)
      let frame = frames[frames.count - 1]
      frames.top.pointee.pc = frame.entry.instructions + handler.pc
      stack[frame.base + handler.register] = .host(ScriptError(failure))
      return
    }
    unwind(to: stop)
    throw failure
  }

  private func handles(_ handler: Handler, _ failure: ScriptFailure) -> Bool {
    switch failure.reason {
    case .failed, .syntax: return true
    case .exit: return handler.kind != HandlerKind.caught
    case .limit, .cancelled: return handler.kind == HandlerKind.always
    }
  }

  private func failure(from error: any Error) -> ScriptFailure {
    (error as? ScriptFailure) ?? ScriptFailure("\(error)")
  }

  /// Adds the place and the calls that led there, when the thrower did not know them.
  private func complete(_ failure: inout ScriptFailure) {
    if case .exit = failure.reason { return }
    guard !frames.isEmpty else { return }
    if failure.diagnostics.isEmpty { failure.diagnostics = [Diagnostic(.error, "failed")] }
    let known = failure.diagnostics[0].location
    let isOurs = known?.source === Prelude.source
    if known == nil || isOurs {
      failure.diagnostics[0].location = location(of: innermostVisible)
    }
    guard failure.stack.isEmpty else { return }
    for number in frames.indices.reversed().prefix(1000) where !isBuiltin(number) {
      let name = frames[number].code._withUnsafeGuaranteedRef { $0.template.name }
      failure.stack.append(
        ScriptFailure.StackEntry(function: name, location: location(of: number)))
    }
  }

  /// Builtins that are written in the language itself do not show in messages.
  private func isBuiltin(_ number: Int) -> Bool {
    frames[number].code._withUnsafeGuaranteedRef { $0.template.source === Prelude.source }
  }

  private var innermostVisible: Int {
    frames.indices.last { !isBuiltin($0) } ?? frames.count - 1
  }

  /// Where a frame stands: the instruction before the one it would run next.
  func location(of number: Int) -> Location {
    let frame = frames[number]
    return frame.code._withUnsafeGuaranteedRef { code in
      let offset = code.offset(of: frame.pc - 1)
      return Location(code.template.source, code.template.spans[offset])
    }
  }

  private func unwind(to count: Int) {
    guard frames.count > count else { return }
    let base = frames[count].base
    let end = top
    // The registers of the frame that stays lie below the first one that goes. The main code's
    // frame has the globals first: those stay.
    clear(max(base, globalCount), end)
    frames.shrink(to: count)
  }

  // MARK: Statements

  func failed(_ value: Value) -> ScriptFailure {
    if let error = value.hostObject as? ScriptError { return error.failure }
    guard !value.isNull else { return ScriptFailure("failed") }
    var failure = ScriptFailure(interpreter.display(value))
    if case .map(let map) = value, let message = map["message"] {
      failure = ScriptFailure(interpreter.display(message))
      for (key, detail) in map where !detail.isNull {
        guard let name = key.textValue, name != "message" else { continue }
        failure.details[name] = interpreter.display(detail)
      }
    }
    return failure
  }

  /// What `rethrow` finds in its register is what `handle` put there.
  func failure(in value: Value) -> ScriptFailure {
    (value.hostObject as? ScriptError)?.failure ?? ScriptFailure("failed")
  }

  func assertFailed(_ message: Value?) -> ScriptFailure {
    if let message { return ScriptFailure("assertion failed: \(interpreter.display(message))") }
    let location = location(of: innermostVisible)
    let text = location.source[location.span]
    let shown = text.count > 80 ? text.prefix(80) + "…" : text[...]
    return ScriptFailure("assertion failed: \(shown)")
  }

  func exited(_ value: Value) throws -> ScriptFailure {
    guard case .int(let status) = value, (0...255).contains(status) else {
      throw ScriptFailure("`exit` takes a number from 0 to 255")
    }
    return ScriptFailure(.exit(status), [])
  }
}

/// The `e` of `catch e`.
final class ScriptError: HostObject {
  let failure: ScriptFailure

  init(_ failure: ScriptFailure) { self.failure = failure }

  var typeName: String { "error" }
  var display: String { failure.message }
  var memberNames: [String] {
    ["message", "line", "column", "file", "hint", "stack"] + failure.details.keys.sorted()
  }

  func member(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    let location = failure.diagnostics.first?.location
    switch name {
    case "message": return Value(failure.message)
    case "line": return location.map { .int($0.position.line) } ?? .null
    case "column": return location.map { .int($0.position.column) } ?? .null
    case "file": return location.map { Value($0.source.name) } ?? .null
    case "hint": return failure.diagnostics.first?.hint.map { Value($0) } ?? .null
    case "stack":
      return .list(
        failure.stack.map { entry in
          Value("\(entry.location.description) \(entry.function ?? "")".trimmingTrailingBlanks())
        })
    case "sqlstate", "detail": return failure.details[name].map { Value($0) } ?? .null
    default: return failure.details[name].map { Value($0) }
    }
  }
}
