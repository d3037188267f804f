/// Code for `try`, `finally` and commands around blocks: what must happen however a block is left.
///
/// The code behind a block stands once. Whoever leaves the block notes a number that says where to
/// go on, runs that code, and goes on there.
extension Compiler {
  /// Something that stands between a place and the loop or function around it.
  struct Cleanup {
    /// Nil when only a handler must be taken down.
    var reason: Int?
    /// Holds the error, or the value that is returned.
    var payload = 0
    var jumps: [Int] = []
    var exits: [Exit] = []
    var hasHandler = true
  }

  enum Exit {
    case loop(Int, isBreak: Bool)
    /// `return`, with the value in this register.
    case function(Int)
  }

  /// Leaves all cleanups above a depth. True when the way leads through one that runs code: then
  /// the jump is made there.
  func leave(to depth: Int, _ exit: Exit) -> Bool {
    for number in stride(from: cleanups.count - 1, through: depth, by: -1) {
      if cleanups[number].hasHandler { emit(.endTry) }
      guard let reason = cleanups[number].reason else { continue }
      let payload = cleanups[number].payload
      var noted = exit
      if case .function(let register) = exit {
        if register != payload { emit(.move, payload, register) }
        noted = .function(payload)
      }
      cleanups[number].exits.append(noted)
      emit(.int, reason, d: cleanups[number].exits.count + 1)
      cleanups[number].jumps.append(emit(.jump))
      return true
    }
    return false
  }

  func tryBlock(
    _ body: Block, _ caught: (variable: Variable?, block: Block)?, _ finally: Block?
  ) {
    guard let finally else {
      catching(body, caught)
      return
    }
    guarded(kind: HandlerKind.finally) {
      catching(body, caught)
    } cleanup: { _ in
      block(finally)
    }
  }

  private func catching(_ body: Block, _ caught: (variable: Variable?, block: Block)?) {
    guard let caught else {
      block(body)
      return
    }
    scratch {
      let error = temporary()
      let handler = emit(.tryBlock, error, 0, HandlerKind.caught)
      cleanups.append(Cleanup(reason: nil))
      block(body)
      cleanups.removeLast()
      emit(.endTry)
      let end = emit(.jump)
      patch(handler)
      scratch {
        if let variable = caught.variable {
          if variable.isCaptured {
            allocate(variable)
            store(error, in: variable)
          } else {
            variable.register = error
          }
        }
        block(caught.block)
      }
      patch(end)
    }
  }

  /// `body`, and behind it `cleanup`, whatever happens. The cleanup gets the register that holds
  /// the error, or null.
  private func guarded(kind: Int, _ body: () -> Void, cleanup: (_ failure: Int) -> Void) {
    scratch {
      let reason = temporary()
      let payload = temporary()
      let failure = temporary()
      let handler = emit(.tryBlock, failure, 0, kind)
      cleanups.append(Cleanup(reason: reason, payload: payload))
      body()
      let done = cleanups.removeLast()
      emit(.endTry)
      emit(.int, reason, d: 0)
      emit(.null, failure)
      let start = emit(.jump)
      patch(handler)
      emit(.int, reason, d: 1)
      let failed = emit(.jump)
      patch(done.jumps)
      emit(.null, failure)
      patch(start)
      patch(failed)
      cleanup(failure)
      let passes = emit(.jumpEqualInt, reason, 1, 0)
      emit(.rethrow, failure)
      patch(passes)
      for (number, exit) in done.exits.enumerated() {
        let other = emit(.jumpEqualInt, reason, number + 2, 0)
        goOn(exit)
        patch(other)
      }
    }
  }

  /// Behind a cleanup: on to where the block was being left for.
  private func goOn(_ exit: Exit) {
    switch exit {
    case .function(let register):
      if !leave(to: 0, exit) { emit(.returnValue, register) }
    case .loop(let number, let isBreak):
      if leave(to: loops[number].cleanupDepth, exit) { return }
      let jump = emit(.jump)
      if isBreak { loops[number].breaks.append(jump) } else { loops[number].continues.append(jump) }
    }
  }

  /// `transaction { … }`: `enter`, the block, `leave`.
  func enclosing(_ syntax: CommandSyntax, _ body: Block, into target: Int) {
    let token = temporary()
    let outer = span
    let (base, site) = commandArguments(syntax, isStatement: true)
    emit(.enter, token, base, d: site)
    guarded(kind: HandlerKind.always) {
      block(body)
    } cleanup: { failure in
      span = outer
      emit(.leave, token, failure, d: site)
    }
    emit(.null, target)
  }
}
