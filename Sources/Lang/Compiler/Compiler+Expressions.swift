/// Code for expressions.
extension Compiler {
  /// The register that holds the value: a variable's own, or a new one on top.
  func operand(_ value: Expression) -> Int {
    if case .name(let use) = value.kind, case .variable(let variable) = use.binding,
      let register = register(of: variable)
    {
      return register
    }
    let register = temporary()
    expression(value, into: register)
    return register
  }

  /// Computes into a register. A live one still holds a value that the expression may read, so
  /// nothing but the last instruction may write to it.
  func expression(_ value: Expression, into target: Int, isLive: Bool = false) {
    let outer = span
    defer { span = outer }
    span = value.span
    if isTooDeep() { return }
    switch value.kind {
    case .null: emit(.null, target)
    case .bool(let value): emit(value ? .yes : .no, target)
    case .int(let value): load(value, into: target)
    case .decimal(let digits): emit(.constant, target, d: constant(.decimal(digits)))
    case .float(let value): emit(.constant, target, d: constant(.double(value)))
    case .text(let text): emit(.constant, target, d: constant(.text(text)))
    case .name(let use): name(use, into: target)
    case .parenthesized(let inner): expression(inner, into: target, isLive: isLive)
    case .function(let syntax): closure(syntax, into: target)
    case .negate(let inner): scratch { _ = emit(.negate, target, operand(inner)) }
    case .not(let inner): scratch { _ = emit(.not, target, operand(inner)) }
    case .chain(let first, let rest): chain(first, rest, into: target, isLive: isLive)
    case .compare(let comparison, let left, let right):
      scratch { compare(comparison, left, right, into: target) }
    case .range(let left, let right, let isClosed):
      scratch {
        let first = stable(left, before: right)
        let last = operand(right)
        span = value.span
        emit(.range, target, first, last, d: isClosed ? 1 : 0)
      }
    case .interpolated(let pieces): chunked(pieces, .join, .join, into: target)
    case .list(let items): list(items, into: target)
    case .map(let pairs): map(pairs, into: target)
    case .logical, .coalesce, .conditional, .ifElse:
      guard isLive else { return branching(value, into: target) }
      scratch {
        let register = temporary()
        branching(value, into: register)
        emit(.move, target, register)
      }
    case .postfix(let base, let steps):
      scratch {
        let register = isLive ? temporary() : target
        postfix(base, steps, into: register)
        if register != target { emit(.move, target, register) }
      }
    case .command(let syntax): scratch { command(syntax, into: target, isStatement: false) }
    case .foreign(let syntax): scratch { foreign(syntax, into: target, isStatement: false) }
    }
  }

  func load(_ value: Int, into target: Int) {
    if Int32(exactly: value) != nil {
      emit(.int, target, d: value)
    } else {
      emit(.constant, target, d: constant(.int(value)))
    }
  }

  private func name(_ use: NameUse, into target: Int) {
    switch use.binding {
    case .variable(let variable): load(variable, into: target)
    case .builtin(let number): emit(.builtinValue, target, d: number)
    case .host(let number): emit(.hostValue, target, d: number)
    case .arguments: emit(.arguments, target)
    case .unresolved: emit(.null, target)
    }
  }

  // MARK: Arithmetic

  private func chain(
    _ first: Expression, _ rest: [(symbol: Operator, span: Span, operand: Expression)],
    into target: Int, isLive: Bool
  ) {
    scratch {
      var left = rest.allSatisfy { isSimple($0.operand) } ? operand(first) : copied(first)
      let sum = isLive || rest.count == 1 ? temporary() : target
      for (number, step) in rest.enumerated() {
        let isLast = number == rest.count - 1
        let result = isLast ? target : sum
        scratch {
          arithmetic(
            step.symbol, left, right: step.operand, into: result,
            span: first.span.joined(step.operand.span))
        }
        left = result
      }
    }
  }

  func arithmetic(
    _ symbol: Operator, _ left: Int, right: Expression, into target: Int, span whole: Span
  ) {
    if case .int(let value) = right.kind, Int32(exactly: value) != nil, symbol != .divide {
      let op: Op =
        switch symbol {
        case .add: .addInt
        case .subtract: .subtractInt
        case .multiply: .multiplyInt
        case .divide, .remainder: .remainderInt
        }
      span = whole
      emit(op, target, left, d: value)
      return
    }
    let operand = operand(right)
    let op: Op =
      switch symbol {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .remainder: .remainder
      }
    span = whole
    emit(op, target, left, operand)
  }

  /// A left operand that stays what it was while the right one is computed.
  func stable(_ left: Expression, before right: Expression) -> Int {
    isSimple(right) ? operand(left) : copied(left)
  }

  private func copied(_ value: Expression) -> Int {
    let register = temporary()
    expression(value, into: register)
    return register
  }

  /// Computing it can change no variable.
  func isSimple(_ value: Expression) -> Bool {
    switch value.kind {
    case .null, .bool, .int, .decimal, .float, .text, .name: true
    case .parenthesized(let inner), .negate(let inner), .not(let inner): isSimple(inner)
    case .chain(let first, let rest):
      rest.count < 20 && isSimple(first) && rest.allSatisfy { isSimple($0.operand) }
    case .interpolated(let pieces):
      pieces.count < 20
        && pieces.allSatisfy { if case .value(let inner) = $0 { isSimple(inner) } else { true } }
    case .compare(_, let left, let right): isSimple(left) && isSimple(right)
    default: false
    }
  }

  private func compare(
    _ comparison: Comparison, _ left: Expression, _ right: Expression, into target: Int
  ) {
    let whole = span
    let first = stable(left, before: right)
    let second = operand(right)
    span = whole
    switch comparison {
    case .equal: emit(.equal, target, first, second)
    case .notEqual: emit(.notEqual, target, first, second)
    case .less: emit(.less, target, first, second)
    case .lessEqual: emit(.lessEqual, target, first, second)
    case .greater: emit(.less, target, second, first, d: 1)
    case .greaterEqual: emit(.lessEqual, target, second, first, d: 1)
    case .isIn: emit(.isIn, target, first, second)
    case .isNotIn:
      emit(.isIn, target, first, second)
      emit(.not, target, target)
    }
  }

  // MARK: Lists, maps, text

  private static let chunk = 50

  private func chunked(_ pieces: [TextPiece], _ op: Op, _ more: Op, into target: Int) {
    scratch {
      let whole = span
      var base = temporary()
      var count = 0
      func write() {
        span = whole
        emit(.join, target, base, count)
      }
      for piece in pieces {
        if count == Self.chunk {
          // What is joined so far becomes the first piece of the rest.
          let result = base
          emit(.join, result, base, count)
          top = base + 1
          count = 1
        }
        let register = count == 0 ? base : temporary()
        switch piece {
        case .text(let text): emit(.constant, register, d: constant(.text(text)))
        case .value(let value): expression(value, into: register)
        }
        if count == 0 { base = register }
        count += 1
      }
      write()
    }
  }

  private func list(_ items: [Expression], into target: Int) {
    scratch {
      let whole = span
      let result = temporary()
      emit(.list, result, result, 0)
      for start in stride(from: 0, to: items.count, by: Self.chunk) {
        scratch {
          let part = items[start..<min(start + Self.chunk, items.count)]
          let base = temporary(part.count)
          for (number, item) in part.enumerated() { expression(item, into: base + number) }
          span = whole
          emit(.extendList, result, base, part.count)
        }
      }
      emit(.move, target, result)
      emit(.null, result)
    }
  }

  private func map(_ pairs: [(key: Expression, value: Expression)], into target: Int) {
    scratch {
      let whole = span
      let result = temporary()
      emit(.map, result, result, 0)
      for start in stride(from: 0, to: pairs.count, by: Self.chunk) {
        scratch {
          let part = pairs[start..<min(start + Self.chunk, pairs.count)]
          let base = temporary(part.count * 2)
          for (number, pair) in part.enumerated() {
            expression(pair.key, into: base + number * 2)
            expression(pair.value, into: base + number * 2 + 1)
          }
          span = whole
          emit(.extendMap, result, base, part.count)
        }
      }
      emit(.move, target, result)
      emit(.null, result)
    }
  }

  // MARK: Branching values

  private func branching(_ value: Expression, into target: Int) {
    switch value.kind {
    case .logical(let isAnd, let parts):
      let jumps = parts.dropLast().map { part -> Int in
        expression(part, into: target)
        span = part.span
        return emit(isAnd ? .jumpIfNot : .jumpIf, target)
      }
      if let last = parts.last {
        expression(last, into: target)
        // The last operand, too, must be a bool.
        span = last.span
        patch(emit(.jumpIf, target))
      }
      patch(jumps)
    case .coalesce(let parts):
      var jumps: [Int] = []
      for (number, part) in parts.enumerated() {
        expression(part, into: target)
        if number < parts.count - 1 { jumps.append(emit(.jumpNotNull, target)) }
      }
      patch(jumps)
    case .conditional(let condition, let then, let otherwise):
      let skips = jumps(condition, when: false)
      expression(then, into: target)
      let end = emit(.jump)
      patch(skips)
      expression(otherwise, into: target)
      patch(end)
    case .ifElse(let arms, let otherwise):
      var ends: [Int] = []
      for arm in arms {
        let skips = jumps(arm.condition, when: false)
        blockValue(arm.block, into: target)
        ends.append(emit(.jump))
        patch(skips)
      }
      blockValue(otherwise, into: target)
      patch(ends)
    default: break
    }
  }

  /// A block whose last expression is its value.
  private func blockValue(_ block: Block, into target: Int) {
    scratch {
      var body = block
      guard let last = body.statements.popLast() else {
        emit(.null, target)
        return
      }
      var value: Expression?
      switch last.kind {
      case .expression(let inner): value = inner
      case .branch(let arms, let otherwise?):
        value = Expression(kind: .ifElse(arms: arms, otherwise: otherwise), span: last.span)
      default: body.statements.append(last)
      }
      statements(body)
      if let value { expression(value, into: target) } else { emit(.null, target) }
    }
  }

  // MARK: Conditions

  /// Jumps taken when the condition is `wanted`; otherwise it goes on behind.
  func jumps(_ condition: Expression, when wanted: Bool) -> [Int] {
    let outer = span
    defer { span = outer }
    span = condition.span
    switch condition.kind {
    case .parenthesized(let inner): return jumps(inner, when: wanted)
    case .not(let inner): return jumps(inner, when: !wanted)
    case .logical(let isAnd, let parts):
      if isAnd != wanted { return parts.flatMap { jumps($0, when: wanted) } }
      guard let last = parts.last else { return [] }
      let others = parts.dropLast().flatMap { jumps($0, when: !wanted) }
      let found = jumps(last, when: wanted)
      patch(others)
      return found
    case .compare(let comparison, let left, let right):
      if let jump = scratch({ compareJump(comparison, left, right, wanted) }) { return [jump] }
    default: break
    }
    return scratch {
      let register = operand(condition)
      span = condition.span
      return [emit(wanted ? .jumpIf : .jumpIfNot, register)]
    }
  }

  private func compareJump(
    _ comparison: Comparison, _ left: Expression, _ right: Expression, _ wanted: Bool
  ) -> Int? {
    let flag = wanted ? 1 : 0
    let whole = span
    if case .int(let value) = right.kind, Int16(exactly: value) != nil {
      let op: Op
      switch comparison {
      case .equal, .notEqual: op = .jumpEqualInt
      case .less: op = .jumpLessInt
      case .lessEqual: op = .jumpLessEqualInt
      case .greater: op = .jumpGreaterInt
      case .greaterEqual: op = .jumpGreaterEqualInt
      case .isIn, .isNotIn: return nil
      }
      let register = operand(left)
      span = whole
      return emit(op, register, value, comparison == .notEqual ? 1 - flag : flag)
    }
    guard comparison != .isIn, comparison != .isNotIn else { return nil }
    let first = stable(left, before: right)
    let second = operand(right)
    span = whole
    switch comparison {
    case .equal: return emit(.jumpEqual, first, second, flag)
    case .notEqual: return emit(.jumpEqual, first, second, 1 - flag)
    case .less: return emit(.jumpLess, first, second, flag)
    case .lessEqual: return emit(.jumpLessEqual, first, second, flag)
    case .greater: return emit(.jumpLess, second, first, flag)
    case .greaterEqual: return emit(.jumpLessEqual, second, first, flag)
    case .isIn, .isNotIn: return nil
    }
  }
}
