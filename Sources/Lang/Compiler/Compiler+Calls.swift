/// Code for members, elements, calls, and what the host plugs in.
extension Compiler {
  func postfix(_ base: Expression, _ steps: [PostfixStep], into target: Int) {
    let whole = span
    var exits: [Int] = []
    var rest = steps[...]
    // A target on top can take the value and the window of a call behind it at once.
    let value = target == top - 1 ? target : temporary()
    if let (count, jump) = directCall(base, steps, into: value) {
      rest = steps.dropFirst(count)
      if let jump { exits.append(jump) }
    } else {
      expression(base, into: value)
    }
    for step in rest {
      span = base.span.joined(step.span)
      switch step {
      case .member(let name, _, let isOptional):
        if isOptional { exits.append(emit(.jumpNull, value)) }
        emit(.member, value, value, d: constant(.text(name)))
      case .index(let key, _):
        scratch { _ = emit(.index, value, value, operand(key)) }
      case .slice(let from, let to, let isClosed, _):
        scratch {
          let bounds = temporary(2)
          optional(from, into: bounds)
          optional(to, into: bounds + 1)
          emit(.slice, value, value, bounds, d: isClosed ? 1 : 0)
        }
      case .method(let name, _, let arguments, let isOptional):
        if isOptional { exits.append(emit(.jumpNull, value)) }
        scratch {
          let receiver = temporary()
          emit(.move, receiver, value)
          emit(.null, value)
          methodCall(name, arguments, base: value, receiver: receiver, place: nil)
        }
      case .call(let arguments, _): scratch { call(arguments, base: value) }
      }
    }
    span = whole
    patch(exits)
    if value != target { emit(.move, target, value) }
  }

  private func optional(_ value: Expression?, into register: Int) {
    if let value { expression(value, into: register) } else { emit(.null, register) }
  }

  /// Calls whose callee or receiver needs no loading of its own: `f(x)` of a global or builtin
  /// function, `xs.append(x)` on a variable. Returns how many steps that took.
  private func directCall(_ base: Expression, _ steps: [PostfixStep], into value: Int)
    -> (Int, Int?)?
  {
    guard case .name(let use) = base.kind else { return nil }
    if case .call(let arguments, let end) = steps[0] {
      guard !arguments.contains(where: { $0.name != nil }) else { return nil }
      span = base.span.joined(end)
      switch use.binding {
      case .variable(let variable):
        guard variable.kind == .function, let global = variable.global else { return nil }
        scratch {
          let count = load(arguments)
          emit(.callGlobal, value, count, d: global)
        }
      case .builtin(let number):
        scratch { builtin(.builtin, number, arguments, into: value) }
      case .host(let number):
        scratch { builtin(.host, number, arguments, into: value) }
      case .arguments, .unresolved: return nil
      }
      return (1, nil)
    }
    // The first method that may change its receiver decides how far the place goes.
    guard case .variable = use.binding,
      let number = steps.firstIndex(where: { if case .method = $0 { true } else { false } }),
      case .method(let name, _, let arguments, false) = steps[number],
      BuiltinMethods.changing.contains(name.text),
      let (site, keys) = place(base, steps[..<number])
    else { return nil }
    span = base.span.joined(steps[number].span)
    scratch {
      // Keys lie below the call's window: the machine finds them through `c`.
      let window = temporary(2)
      methodCall(name, arguments, base: window, receiver: window + 1, place: (site, keys))
      emit(.move, value, window)
    }
    return (number + 1, nil)
  }

  private func load(_ arguments: [CallArgument]) -> Int {
    let whole = span
    for argument in arguments {
      let register = temporary()
      expression(argument.value, into: register)
    }
    span = whole
    return arguments.count
  }

  private func builtin(_ op: Op, _ number: Int, _ arguments: [CallArgument], into value: Int) {
    let base = top
    let count = load(arguments)
    emit(op, value, base, count, d: number)
  }

  /// The callee is in `base`; the arguments come right behind it.
  private func call(_ arguments: [CallArgument], base: Int) {
    let count = load(arguments)
    let names = arguments.compactMap(\.name)
    if names.isEmpty {
      emit(.call, base, count)
    } else {
      sites.calls.append(CallSite(argumentNames: names))
      emit(.callNamed, base, count, d: sites.calls.count - 1)
    }
  }

  /// The receiver is in `base + 1`; the result goes to `base`.
  private func methodCall(
    _ name: MethodName, _ arguments: [CallArgument], base: Int, receiver: Int,
    place: (site: Int, keys: Int)?
  ) {
    let count = load(arguments) + 1
    let family = words.methods(name.word)
    sites.methods.append(
      MethodSite(
        name: name.text, family: family, argumentNames: arguments.compactMap(\.name),
        place: place?.site))
    // The loop finds a builtin method through `c`; the keys of a place lie in front of the window.
    if let place {
      sites.methods[sites.methods.count - 1].keys = base - place.keys
      emit(.placeMethod, base, count, d: sites.methods.count - 1)
    } else {
      let isPlain = family >= 0 && !arguments.contains { $0.name != nil }
      emit(.method, base, count, isPlain ? family + 1 : 0, d: sites.methods.count - 1)
    }
  }

  // MARK: What the host plugs in

  func command(_ syntax: CommandSyntax, into target: Int, isStatement: Bool) {
    if let enclosed = syntax.enclosed {
      if syntax.command is any LoopingCommand.Type {
        looping(syntax, enclosed, into: target)
      } else {
        enclosing(syntax, enclosed, into: target)
      }
      return
    }
    scratch {
      let (base, site) = commandArguments(syntax, isStatement: isStatement)
      span = syntax.span
      emit(.command, target, base, d: site)
    }
  }

  /// Loads a command's arguments into registers in order, those of foreign text one after another.
  func commandArguments(_ syntax: CommandSyntax, isStatement: Bool) -> (base: Int, site: Int) {
    var site = CommandSite(
      command: syntax.command, arguments: [], span: syntax.span, isStatement: isStatement)
    let base = top
    for argument in syntax.arguments {
      var described = CommandSite.Argument(
        key: argument.key, isBare: argument.isBare, span: argument.span,
        kind: syntax.command.signature.part(argument.key)?.kind)
      span = argument.span
      switch argument.value {
      case .word(let word): emit(.constant, temporary(), d: constant(.text(word)))
      case .flag: emit(.yes, temporary())
      case .expression(let value): expression(value, into: temporary())
      case .block(let body): closure(body, into: temporary())
      case .foreign(let inner): described.foreign = foreignHoles(inner, isStatement: false)
      }
      site.arguments.append(described)
    }
    _ = temporary()
    span = syntax.span
    sites.commands.append(site)
    return (base, sites.commands.count - 1)
  }

  func foreign(
    _ syntax: ForeignSyntax, into target: Int, isStatement: Bool, isIterated: Bool = false
  ) {
    scratch {
      let outer = span
      let base = top
      let site = foreignHoles(syntax, isStatement: isStatement, isIterated: isIterated)
      span = outer
      emit(.foreign, target, base, d: site)
    }
  }

  /// Loads the holes of a statement into registers in order and returns its site.
  private func foreignHoles(
    _ syntax: ForeignSyntax, isStatement: Bool, isIterated: Bool = false
  ) -> Int {
    for hole in syntax.holes { expression(hole, into: temporary()) }
    if let text = syntax.madeUp { expression(text, into: temporary()) }
    sites.foreigns.append(
      ForeignSite(
        statement: syntax.statement, isStatement: isStatement, isIterated: isIterated,
        isMadeUp: syntax.madeUp != nil))
    return sites.foreigns.count - 1
  }
}
