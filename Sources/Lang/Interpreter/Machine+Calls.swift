/// Calls of everything that is not a script's function with plain arguments.
extension Machine {
  /// The callee lies in `window`, its arguments behind it; the last ones may have names. Either a
  /// frame is pushed, or the result is in `window` afterwards.
  func callOther(window: Int, count: Int, names: [String]) throws {
    guard case .function(let function) = stack[window] else {
      let value = stack[window]
      clear(window, window + count + 1)
      throw ScriptFailure("\(value.typeName) is not a function and cannot be called")
    }
    var count = count
    if !names.isEmpty {
      count = try order(function, window: window, count: count, names: names)
    }
    switch function.body {
    case .script: try push(function, window: window, count: count)
    case .builtin(let number):
      let value = try callBuiltinFunction(number, base: window + 1, count: count)
      clear(window + 1, window + 1 + count)
      stack[window] = value
    case .host(let host):
      let arguments = (0..<count).map { stack[window + 1 + $0].unlessUnset(self) }
      clear(window + 1, window + 1 + count)
      stack[window] = try call(host, arguments)
    }
  }

  /// A builtin's or the host's function, called by the host.
  func callNative(_ function: Function, _ arguments: [Value]) throws -> Value {
    if case .host(let host) = function.body { return try call(host, arguments) }
    guard case .builtin(let number) = function.body else { return .null }
    let window = top
    grow(to: window + arguments.count + 1)
    for (index, argument) in arguments.enumerated() { stack[window + index] = argument }
    defer { clear(window, window + arguments.count) }
    return try callBuiltinFunction(number, base: window, count: arguments.count)
  }

  /// Puts arguments that were given by name into their places; returns how many there are then.
  private func order(_ function: Function, window: Int, count: Int, names: [String]) throws -> Int {
    let (parameters, required) = function.parameterNames
    let placed = try order(
      parameters, required: required, name: function.name, base: window + 1, count: count,
      names: names)
    return placed
  }

  func order(
    _ parameters: [String], required: Int, name: String, base: Int, count: Int, names: [String]
  ) throws -> Int {
    let positional = count - names.count
    var values = [Value](repeating: unset, count: parameters.count)
    guard positional <= parameters.count else {
      throw ScriptFailure("`\(name)` takes \(parameters.count) arguments, not \(count)")
    }
    for index in 0..<positional { values[index] = stack[base + index] }
    for (offset, argument) in names.enumerated() {
      guard let place = parameters.firstIndex(of: argument) else {
        throw ScriptFailure(
          "`\(name)` has no parameter `\(argument)`",
          hint: Suggestion.hint(for: argument, in: parameters))
      }
      guard values[place].isUnsetMarker(self) else {
        throw ScriptFailure("`\(argument)` is given twice")
      }
      values[place] = stack[base + positional + offset]
    }
    for place in 0..<min(required, parameters.count) where values[place].isUnsetMarker(self) {
      throw ScriptFailure("`\(name)` needs `\(parameters[place])`")
    }
    grow(to: base + parameters.count + 1)
    clear(base, base + count)
    for (index, value) in values.enumerated() { stack[base + index] = value }
    return parameters.count
  }

  // MARK: Builtins

  func callBuiltin(_ number: Int, _ base: Int, _ count: Int) throws -> Value {
    defer { clear(base, base + count) }
    return try callBuiltinFunction(number, base: base, count: count)
  }

  private func callBuiltinFunction(_ number: Int, base: Int, count: Int) throws -> Value {
    let function = BuiltinFunctions.all[number]
    let given = trimmedCount(base, count)
    guard given >= function.required, given <= function.parameters.count || function.isVariadic
    else {
      throw ScriptFailure(
        "`\(function.name)` takes \(function.argumentsText), not \(given)",
        hint: "usage: \(function.usage)")
    }
    return try atWork { try function.body(NativeCall(machine: self, base: base, count: given)) }
  }

  /// Parameters that got nothing at the end do not count.
  private func trimmedCount(_ base: Int, _ count: Int) -> Int {
    var count = count
    while count > 0, (stack + base + count - 1).isUnset { count -= 1 }
    return count
  }

  func callHost(_ number: Int, _ base: Int, _ count: Int) throws -> Value {
    let arguments = (0..<count).map { stack[base + $0] }
    clear(base, base + count)
    return try call(interpreter.vocabulary.functions[number], arguments)
  }

  private func call(_ function: HostFunction, _ arguments: [Value]) throws -> Value {
    let least = function.parameters.prefix { $0.isRequired }.count
    guard arguments.count >= least, arguments.count <= function.parameters.count else {
      let wanted =
        least == function.parameters.count ? "\(least)" : "\(least) to \(function.parameters.count)"
      throw ScriptFailure("`\(function.name)` takes \(wanted) arguments, not \(arguments.count)")
    }
    var arguments = arguments
    while arguments.count < function.parameters.count { arguments.append(.null) }
    return try function.body(arguments, interpreter)
  }

  // MARK: Methods

  /// True when a frame was pushed; otherwise the result is in the window.
  func callMethod(_ i: Instruction, _ code: Unmanaged<Code>, _ base: Int) throws -> Bool {
    let window = base + Int(i.a)
    let count = Int(i.b)
    if i.c > 0, i.op == .method, (stack + window + 1).tag != Layout.map {
      let family = BuiltinMethods.families[Int(i.c) - 1]
      if let method = family.table[Int((stack + window + 1).tag)] {
        return try call(method, window: window, count: count)
      }
    }
    let site = code._withUnsafeGuaranteedRef { $0.template.sites.methods[Int(i.d)] }
    if i.op == .placeMethod {
      guard try !changePlace(site, code, base: base, window: window, count: count) else {
        return false
      }
    }
    return try callMethod(site, window: window, count: count)
  }

  private func callMethod(_ site: MethodSite, window: Int, count: Int) throws -> Bool {
    let receiver = stack[window + 1]
    if let host = receiver.hostObject {
      if let value = try callHostMethod(host, site, window: window, count: count) {
        clear(window + 1, window + 1 + count)
        stack[window] = value
        return false
      }
    }
    // A function that lies in a map is called as if it were a method.
    if case .map(let map) = receiver, let value = map[site.name], case .function = value {
      stack[window] = value
      for index in 1..<max(count, 1) { stack[window + index] = stack[window + index + 1] }
      stack[window + count] = .null
      let depth = frames.count
      try callOther(window: window, count: count - 1, names: site.argumentNames)
      return frames.count > depth
    }
    if let method = method(site.family, for: receiver) {
      var count = count
      if !site.argumentNames.isEmpty {
        count = try order(
          method.allParameters, required: method.required + 1, name: site.name, base: window + 1,
          count: count, names: site.argumentNames)
      }
      return try call(method, window: window, count: count)
    }
    clear(window + 1, window + 1 + count)
    throw noMethod(site.name, receiver)
  }

  func method(_ family: Int, for receiver: Value) -> BuiltinMethod? {
    guard family >= 0 else { return nil }
    let family = BuiltinMethods.families[family]
    if let method = family.method(for: receiver) { return method }
    guard receiver.hostObject != nil else { return nil }
    // What can be walked over has the methods of lists.
    return family.table[Int(Layout.list)]
  }

  private func noMethod(_ name: String, _ receiver: Value) -> ScriptFailure {
    if receiver.isNull {
      return ScriptFailure("null has no method `\(name)`", hint: "`?.` passes null on")
    }
    var names = BuiltinMethods.names(for: receiver)
    if let host = receiver.hostObject { names += host.memberNames }
    return ScriptFailure(
      "\(receiver.typeName) has no method `\(name)`", hint: Suggestion.hint(for: name, in: names))
  }

  private func callHostMethod(
    _ host: any HostObject, _ site: MethodSite, window: Int, count: Int
  ) throws -> Value? {
    let names = site.argumentNames
    let positional = count - 1 - names.count
    let values = (0..<positional).map { stack[window + 2 + $0] }
    let named = names.enumerated().map { offset, name in
      (name: name, value: stack[window + 2 + positional + offset])
    }
    if let value = try host.call(site.name, Arguments(values, named: named), interpreter) {
      return value
    }
    // A function that is a member: `plugin.run(1)`.
    guard names.isEmpty, let member = try host.member(site.name, interpreter) else { return nil }
    if case .function(let function) = member { return try call(function, values) }
    return count == 1 ? member : nil
  }

  private func call(_ method: BuiltinMethod, window: Int, count: Int) throws -> Bool {
    let given = trimmedCount(window + 1, count)
    guard given - 1 >= method.required, given - 1 <= method.parameters.count else {
      clear(window + 1, window + 1 + count)
      throw ScriptFailure(
        "`\(method.name)` takes \(method.argumentsText), not \(given - 1)",
        hint: "usage: .\(method.usage)")
    }
    switch method.body {
    case .native(let body):
      if (stack + window + 1).tag == 9, !method.takesObjects {
        stack[window + 1] = .list(try collect(stack[window + 1]))
      }
      let value = try atWork {
        try body(NativeCall(machine: self, base: window + 1, count: given))
      }
      clear(window + 1, window + 1 + count)
      stack[window] = value
      return false
    case .prelude:
      let function = try preludeFunction(method.name)
      stack[window] = .function(function)
      try push(function, window: window, count: given)
      return true
    case .changing:
      clear(window + 1, window + 1 + count)
      throw ScriptFailure(
        "`\(method.name)` changes a variable, and this value is in none",
        hint: "put it into a variable first")
    }
  }

  private func preludeFunction(_ name: String) throws -> Function {
    if case .function(let function)? = prelude[name] { return function }
    guard let template = Prelude.functions[name] else {
      throw ScriptFailure("the builtin `\(name)` is missing")
    }
    let code = Code(template)
    codes.append(code)
    let function = Function(.script(code))
    prelude[name] = .function(function)
    return function
  }

  /// A method without arguments used as a member.
  func runNative(_ method: BuiltinMethod, _ arguments: [Value]) throws -> Value {
    switch method.body {
    case .native(let body):
      let base = top
      grow(to: base + arguments.count + 1)
      for (index, argument) in arguments.enumerated() {
        stack[base + index] = argument
      }
      if (stack + base).tag == 9, !method.takesObjects {
        stack[base] = .list(try collect(stack[base]))
      }
      defer { clear(base, base + arguments.count) }
      return try atWork {
        try body(NativeCall(machine: self, base: base, count: arguments.count))
      }
    case .prelude: return try call(try preludeFunction(method.name), arguments)
    case .changing: throw ScriptFailure("call it: .\(method.name)()")
    }
  }

  /// A method like `append`, called on a place. False when the value there is nothing that a
  /// builtin changes; then the value is in the window, as the receiver of an ordinary method.
  private func changePlace(
    _ site: MethodSite, _ code: Unmanaged<Code>, base: Int, window: Int, count: Int
  ) throws -> Bool {
    guard let number = site.place else { return false }
    let place = code._withUnsafeGuaranteedRef { $0.template.sites.places[number] }
    var count = count
    var receiver = Value.null
    var changed = false
    try change(place, keys: window - site.keys, base: base) { value in
      guard site.family >= 0,
        let method = BuiltinMethods.families[site.family].method(at: value),
        case .changing(let body) = method.body
      else {
        receiver = value.pointee
        return false
      }
      if place.isConstant, place.steps.isEmpty {
        throw ScriptFailure(
          "`\(place.name)` is constant, and its value cannot be changed",
          hint: "declare it with `var`")
      }
      if !site.argumentNames.isEmpty {
        count = try order(
          method.allParameters, required: method.required + 1, name: site.name, base: window + 1,
          count: count, names: site.argumentNames)
      }
      guard count - 1 >= method.required, count - 1 <= method.parameters.count else {
        throw ScriptFailure(
          "`\(method.name)` takes \(method.argumentsText), not \(count - 1)",
          hint: "usage: .\(method.usage)")
      }
      let result = try atWork {
        try body(value, NativeCall(machine: self, base: window + 1, count: count))
      }
      clear(window + 1, window + 1 + count)
      stack[window] = result
      changed = true
      return true
    }
    if !changed { stack[window + 1] = receiver }
    return changed
  }
}

extension Value {
  func isUnsetMarker(_ machine: Machine) -> Bool {
    guard case .object(let object) = self else { return false }
    return object is Unset
  }

  func unlessUnset(_ machine: Machine) -> Value { isUnsetMarker(machine) ? .null : self }
}

extension Function {
  /// The names of its parameters, and how many of them must be given.
  var parameterNames: ([String], Int) {
    switch body {
    case .script(let code): (code.template.parameters, code.template.requiredCount)
    case .builtin(let number):
      (BuiltinFunctions.all[number].parameters, BuiltinFunctions.all[number].required)
    case .host(let host):
      (host.parameters.map(\.name), host.parameters.prefix { $0.isRequired }.count)
    }
  }
}
