/// Code for statements.
extension Compiler {
  func statements(_ block: Block) {
    statements(block.statements.count, result: nil) { number, _ in block.statements[number] }
  }

  /// - Parameters:
  ///   - result: the register that gets the value of the last statement, if it has one.
  ///   - statement: the statement of a number, and whether it is asked for the last time.
  func statements(_ count: Int, result: Int?, _ statement: (Int, Bool) -> Statement) {
    var functions = 0
    for number in 0..<count {
      guard case .variable(let variable, _) = statement(number, false).kind, variable.isCaptured
      else { continue }
      allocate(variable)
    }
    for number in 0..<count {
      guard case .function(let variable, _) = statement(number, false).kind else { continue }
      functions += 1
      allocate(variable)
    }
    for number in 0..<(functions > 0 ? count : 0) {
      guard case .function = statement(number, false).kind else { continue }
      let statement = statement(number, true)
      guard case .function(let variable, let syntax) = statement.kind else { continue }
      span = statement.span
      scratch {
        let register = register(of: variable) ?? temporary()
        closure(syntax, into: register)
        store(register, in: variable)
      }
    }
    for number in 0..<count {
      let statement = statement(number, true)
      span = statement.span
      let mark = top
      self.statement(
        statement, result: number == count - 1 ? result : nil, isTop: result != nil)
      if case .variable(let variable, _) = statement.kind, variable.global == nil,
        !variable.isCaptured
      {
        continue
      }
      top = mark
    }
  }

  func block(_ block: Block) {
    scratch { statements(block) }
  }

  private func statement(_ statement: Statement, result: Int?, isTop: Bool) {
    if isTooDeep() { return }
    switch statement.kind {
    case .variable(let variable, let value): declare(variable, value)
    case .assign(let target, let symbol, let isCoalescing, let value):
      assign(target, symbol, isCoalescing: isCoalescing, value)
    case .expression(let value):
      let register = result ?? temporary()
      expression(value, into: register)
      span = statement.span
      if echoes, isTop { emit(.echo, register) }
    case .branch(let arms, let otherwise): branch(arms, otherwise)
    case .forEach(let variables, let sequence, let body): forEach(variables, sequence, body)
    case .whileLoop(let condition, let body): whileLoop(condition, body)
    case .breakLoop: leaveLoop(isBreak: true)
    case .continueLoop: leaveLoop(isBreak: false)
    case .function, .broken: break
    case .returnValue(let value): returnValue(value)
    case .tryBlock(let body, let caught, let finally): tryBlock(body, caught, finally)
    case .fail(let value):
      let register = temporary()
      if let value { expression(value, into: register) } else { emit(.null, register) }
      span = statement.span
      emit(.fail, register)
    case .assert(let condition, let message): check(condition, message)
    case .print(let values):
      let base = temporary(max(1, values.count))
      for (number, value) in values.enumerated() { expression(value, into: base + number) }
      emit(.print, base, values.count)
    case .include(let include): self.include(include)
    case .exit(let value):
      let register = temporary()
      if let value { expression(value, into: register) } else { emit(.int, register, d: 0) }
      emit(.exit, register)
    case .command(let syntax):
      command(syntax, into: result ?? temporary(), isStatement: true)
    case .foreign(let syntax):
      foreign(syntax, into: result ?? temporary(), isStatement: true)
    case .backslash(let name, let rest):
      sites.backslashes.append(BackslashSite(name: name, rest: rest, span: span))
      emit(.backslash, result ?? temporary(), d: sites.backslashes.count - 1)
    case .declaration(let syntax, let declaration):
      sites.declarations.append(DeclarationSite(declaration: declaration, syntax: syntax))
      emit(.declare, result ?? temporary(), d: sites.declarations.count - 1)
    case .block(let body): block(body)
    }
  }

  private func declare(_ variable: Variable, _ value: Expression?) {
    if !variable.isCaptured || variable.global != nil {
      // The register exists before the value is computed, so that it can be computed into it.
      let isLocal = variable.global == nil
      if isLocal { variable.register = temporary() }
      let target = register(of: variable) ?? temporary()
      if let value { expression(value, into: target) } else { emit(.null, target) }
      store(target, in: variable)
      if isLocal { top = variable.register + 1 }
      return
    }
    scratch {
      let register = temporary()
      if let value { expression(value, into: register) } else { emit(.null, register) }
      store(register, in: variable)
    }
  }

  // MARK: Branches and loops

  private func branch(
    _ arms: [(condition: Expression, block: Block)], _ otherwise: Block?
  ) {
    var ends: [Int] = []
    for (number, arm) in arms.enumerated() {
      span = arm.condition.span
      let skips = jumps(arm.condition, when: false)
      block(arm.block)
      if number < arms.count - 1 || otherwise != nil { ends.append(emit(.jump)) }
      patch(skips)
    }
    if let otherwise { block(otherwise) }
    patch(ends)
  }

  /// The condition stands behind the body, so that a turn costs one jump.
  private func whileLoop(_ condition: Expression, _ body: Block) {
    let entry = emit(.jump)
    let start = instructions.count
    loops.append(Loop(cleanupDepth: cleanups.count))
    block(body)
    let loop = loops.removeLast()
    patch(loop.continues)
    patch(entry)
    span = condition.span
    let skips = jumps(condition, when: false)
    emit(.loop, d: start)
    patch(skips)
    patch(loop.breaks)
  }

  private func forEach(_ variables: [Variable], _ sequence: Expression, _ body: Block) {
    scratch {
      let iterator = temporary()
      walked(sequence, into: iterator)
      loop(iterator, sequence.span, variables, body)
    }
  }

  /// `watch { … }`: a loop through what the command gives.
  func looping(_ syntax: CommandSyntax, _ body: Block, into target: Int) {
    scratch {
      let iterator = temporary()
      scratch {
        let (base, site) = commandArguments(syntax, isStatement: true)
        emit(.command, iterator, base, d: site)
      }
      loop(iterator, syntax.span, [], body)
    }
    emit(.null, target)
  }

  /// Walks through the value in a register.
  private func loop(_ iterator: Int, _ sequence: Span, _ variables: [Variable], _ body: Block) {
    scratch {
      span = sequence
      emit(.iterate, iterator, iterator)
      let first = temporary()
      let second = variables.count > 1 ? temporary() : 0xFFFF
      let entry = emit(.jump)
      let start = instructions.count
      loops.append(Loop(cleanupDepth: cleanups.count))
      scratch {
        for (variable, register) in zip(variables, [first, second]) {
          guard variable.isCaptured else {
            variable.register = register
            continue
          }
          allocate(variable)
          store(register, in: variable)
        }
        block(body)
      }
      let loop = loops.removeLast()
      patch(loop.continues)
      patch(entry)
      span = sequence
      let exit = emit(.next, iterator, first, second)
      emit(.loop, d: start)
      patch(exit)
      patch(loop.breaks)
      emit(.null, iterator)
    }
  }

  /// What a loop walks through: rows that nobody keeps need not all be there at once.
  private func walked(_ sequence: Expression, into target: Int) {
    guard case .parenthesized(let inner) = sequence.kind, case .foreign(let syntax) = inner.kind
    else { return expression(sequence, into: target) }
    span = inner.span
    foreign(syntax, into: target, isStatement: false, isIterated: true)
  }

  private func leaveLoop(isBreak: Bool) {
    guard let depth = loops.last?.cleanupDepth else { return }
    if leave(to: depth, .loop(loops.count - 1, isBreak: isBreak)) { return }
    let jump = emit(.jump)
    if isBreak {
      loops[loops.count - 1].breaks.append(jump)
    } else {
      loops[loops.count - 1].continues.append(jump)
    }
  }

  private func returnValue(_ value: Expression?) {
    let register = value.map { operand($0) } ?? temporary()
    if value == nil { emit(.null, register) }
    if leave(to: 0, .function(register)) { return }
    emit(.returnValue, register)
  }

  private func check(_ condition: Expression, _ message: Expression?) {
    let outer = span
    let skips = jumps(condition, when: true)
    let register = temporary()
    if let message { expression(message, into: register) }
    span = message == nil ? condition.span : outer
    emit(.assertFailed, register, message == nil ? 0 : 1)
    patch(skips)
  }

  private func include(_ include: IncludeSyntax) {
    guard let file = include.file else { return }
    let compiler = Compiler(source: file.source, words: words, name: nil, isMain: false)
    functions.append(compiler.compileIncluded(file.block))
    adopt(compiler.problem)
    scratch {
      let base = temporary()
      emit(.closure, base, d: functions.count - 1)
      emit(.call, base, 0)
    }
  }

  // MARK: Assignment

  private func assign(
    _ target: Expression, _ symbol: Operator?, isCoalescing: Bool, _ value: Expression
  ) {
    if isCoalescing {
      let current = temporary()
      expression(target, into: current)
      let skip = emit(.jumpNotNull, current)
      assign(target, nil, isCoalescing: false, value)
      patch(skip)
      return
    }
    if case .name(let use) = target.kind, case .variable(let variable) = use.binding {
      assign(variable, symbol, value)
      return
    }
    scratch {
      let operand = temporary()
      expression(value, into: operand)
      if let (container, key) = simpleElement(target) {
        let register = self.operand(key)
        span = target.span.joined(value.span)
        emit(.setIndex, operand, register, container, d: symbol.map { Int($0.rawValue) } ?? -1)
        return
      }
      guard let (site, keys) = place(target) else { return }
      span = target.span.joined(value.span)
      if let symbol {
        emit(.updatePlace, operand, keys, Int(symbol.rawValue), d: site)
      } else {
        emit(.setPlace, operand, keys, d: site)
      }
    }
  }

  private func assign(_ variable: Variable, _ symbol: Operator?, _ value: Expression) {
    let outer = span
    if let register = register(of: variable) {
      if let symbol {
        scratch {
          arithmetic(symbol, register, right: value, into: register, span: outer)
        }
      } else if let parts = appended(to: variable, value) {
        // `s = s + a + b`: all of them in one step, so that `s` grows where it lies.
        scratch {
          let base = temporary(parts.count)
          for (number, part) in parts.enumerated() { expression(part, into: base + number) }
          span = outer
          emit(.addAll, register, base, parts.count)
        }
      } else {
        expression(value, into: register, isLive: true)
      }
      return
    }
    scratch {
      let operand = operand(value)
      span = outer
      if let symbol {
        let (kind, slot) = slot(of: variable)
        emit(.updateSlot, operand, Int(symbol.rawValue), kind.rawValue, d: slot)
      } else {
        store(operand, in: variable)
      }
    }
  }

  /// The operands behind `s +` in `s = s + a + b`, two or more of them.
  private func appended(to variable: Variable, _ value: Expression) -> [Expression]? {
    guard case .chain(let first, let rest) = value.kind, rest.count > 1, rest.count < 50,
      case .name(let use) = first.kind, case .variable(let used) = use.binding, used === variable,
      rest.allSatisfy({ $0.symbol == .add })
    else { return nil }
    return rest.map(\.operand)
  }

  /// `x[key]`, where `x` lies in a register and may be changed.
  private func simpleElement(_ target: Expression) -> (container: Int, key: Expression)? {
    guard case .postfix(let base, let steps) = target.kind, steps.count == 1,
      case .index(let key, _) = steps[0], case .name(let use) = base.kind,
      case .variable(let variable) = use.binding, !variable.isConstant,
      let register = register(of: variable)
    else { return nil }
    return (register, key)
  }

  /// The site of a place, and the first of the registers that hold its keys.
  func place(_ target: Expression) -> (site: Int, keys: Int)? {
    guard case .postfix(let base, let steps) = target.kind else { return nil }
    return place(base, steps[...])
  }

  func place(_ base: Expression, _ steps: ArraySlice<PostfixStep>) -> (site: Int, keys: Int)? {
    guard case .name(let use) = base.kind, case .variable(let variable) = use.binding,
      steps.count <= 100
    else { return nil }
    let (kind, slot) = slot(of: variable)
    var site = PlaceSite(
      root: kind, slot: slot, name: variable.name, isConstant: variable.isConstant, steps: [])
    let indexes = steps.filter { if case .index = $0 { true } else { false } }
    let keys = temporary(max(1, indexes.count))
    var next = keys
    for step in steps {
      switch step {
      case .member(let name, _, _): site.steps.append(.member(name))
      case .index(let key, _):
        expression(key, into: next)
        next += 1
        site.steps.append(.index)
      case .method, .call, .slice: return nil
      }
    }
    sites.places.append(site)
    return (sites.places.count - 1, keys)
  }
}
