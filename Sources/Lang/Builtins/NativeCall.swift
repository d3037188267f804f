/// What a builtin gets: its arguments, and the machine for what it costs.
///
/// Arguments are read from the machine's stack each time, because a host's iterator may run script
/// code meanwhile and the stack may move.
struct NativeCall {
  unowned(unsafe) let machine: Machine
  let base: Int
  let count: Int

  var interpreter: Interpreter { machine.interpreter }

  /// Null for arguments that were not given.
  subscript(index: Int) -> Value {
    guard index < count else { return .null }
    let value = machine.stack[base + index]
    return value.unlessUnset(machine)
  }

  func has(_ index: Int) -> Bool { index < count && !self[index].isNull }

  /// A map's key.
  func key(_ index: Int) throws -> Value {
    let key = self[index]
    try machine.checkKey(key)
    return key
  }

  func charge(_ work: Int) throws { try machine.charge(work) }
  func take(bytes: Int) throws { try machine.take(bytes: bytes) }

  // MARK: Arguments of a type

  func text(_ index: Int) throws -> Text {
    if case .text(let text) = self[index] { return text }
    throw wrong(index, "text")
  }

  func string(_ index: Int) throws -> String {
    let text = try text(index)
    try charge(text.byteCount / 16)
    try take(bytes: text.byteCount)
    return text.string
  }

  func int(_ index: Int) throws -> Int {
    if case .int(let number) = self[index] { return number }
    throw wrong(index, "a whole number")
  }

  func int(_ index: Int, default value: Int) throws -> Int {
    has(index) ? try int(index) : value
  }

  func bool(_ index: Int, default value: Bool) throws -> Bool {
    guard has(index) else { return value }
    if case .bool(let flag) = self[index] { return flag }
    throw wrong(index, "true or false")
  }

  func list(_ index: Int) throws -> ListValue {
    switch self[index] {
    case .list(let list): return list
    case .range, .object: return try machine.collect(self[index])
    default: throw wrong(index, "a list")
    }
  }

  func map(_ index: Int) throws -> MapValue {
    if case .map(let map) = self[index] { return map }
    throw wrong(index, "a map")
  }

  func number(_ index: Int) throws -> Value {
    let value = self[index]
    if case .decimal(let number) = value { try charge((number.digitCount + number.scale) / 8) }
    if value.isNumber { return value }
    throw wrong(index, "a number")
  }

  func wrong(_ index: Int, _ wanted: String) -> ScriptFailure {
    ScriptFailure("this takes \(wanted), not \(self[index].typeName)")
  }

  func require(_ capability: Capability, _ what: String) throws {
    guard interpreter.capabilities.allows(capability) else {
      throw ScriptFailure("this script may not \(what)")
    }
  }
}

/// A function every script has.
struct BuiltinFunction: Sendable {
  let name: String
  let parameters: [String]
  let required: Int
  let isVariadic: Bool
  let summary: String
  let body: @Sendable (NativeCall) throws -> Value

  init(
    _ name: String, _ parameters: [String], required: Int? = nil, variadic: Bool = false,
    _ summary: String, _ body: @escaping @Sendable (NativeCall) throws -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.required = required ?? parameters.count
    isVariadic = variadic
    self.summary = summary
    self.body = body
  }

  init(
    _ name: String, _ summary: String, _ body: @escaping @Sendable (NativeCall) throws -> Value
  ) { self.init(name, [], summary, body) }

  var usage: String { usageText(name, parameters, required) }
  var argumentsText: String { countText(parameters.count, required) }
}

func usageText(_ name: String, _ parameters: [String], _ required: Int) -> String {
  let shown = parameters.enumerated().map { $0.offset < required ? $0.element : "[\($0.element)]" }
  return "\(name)(\(shown.joined(separator: ", ")))"
}

func countText(_ count: Int, _ required: Int) -> String {
  if count == 0 { return "no arguments" }
  let wanted = required == count ? "\(count)" : "\(required) to \(count)"
  return "\(wanted) argument\(count == 1 ? "" : "s")"
}

/// A method of builtin values.
final class BuiltinMethod: Sendable {
  typealias Native = @Sendable (NativeCall) throws -> Value
  /// The pointer leads to the value of a place, which has one of the method's types.
  typealias Changing = @Sendable (Registers, NativeCall) throws -> Value

  enum Body: Sendable {
    case native(Native)
    /// Written in the language itself: it calls functions it is given.
    case prelude
    /// Changes the variable it is called on.
    case changing(Changing)
  }

  let name: String
  /// The types it works on, by their place in `Layout`.
  let types: [UInt8]
  /// Without the receiver.
  let parameters: [String]
  let required: Int
  let summary: String
  let body: Body
  /// Gets a host's object as it is, not as a list of what it holds.
  let takesObjects: Bool

  init(
    _ types: [UInt8], _ name: String, _ parameters: [String], required: Int? = nil,
    _ summary: String, takesObjects: Bool = false, _ body: Body
  ) {
    self.types = types
    self.name = name
    self.parameters = parameters
    self.required = required ?? parameters.count
    self.summary = summary
    self.takesObjects = takesObjects
    self.body = body
  }

  convenience init(_ types: [UInt8], _ name: String, _ summary: String, _ body: Body) {
    self.init(types, name, [], summary, body)
  }

  /// It can be written without parentheses.
  var isProperty: Bool {
    if case .changing = body { return false }
    return required == 0
  }

  var allParameters: [String] { ["self"] + parameters }
  var usage: String { usageText(name, parameters, required) }
  var argumentsText: String { countText(parameters.count, required) }
}

/// The methods of one name, by the type of what they are called on.
struct MethodFamily: Sendable {
  let name: String
  /// One place for each case of `Value`, in its order.
  var table = [BuiltinMethod?](repeating: nil, count: 11)

  func method(at place: Registers) -> BuiltinMethod? { table[Int(place.tag)] }

  func method(for value: Value) -> BuiltinMethod? {
    var value = value
    return withUnsafeMutablePointer(to: &value) { table[Int($0.tag)] }
  }
}

/// All methods, found by number.
enum BuiltinMethods {
  static let families: [MethodFamily] = {
    var families: [MethodFamily] = []
    var numbers: [String: Int] = [:]
    for method in all {
      let number = numbers[method.name] ?? families.count
      if number == families.count {
        families.append(MethodFamily(name: method.name))
        numbers[method.name] = number
      }
      for type in method.types { families[number].table[Int(type)] = method }
    }
    return families
  }()

  static let index: [String: Int] = {
    var index: [String: Int] = [:]
    for (number, family) in families.enumerated() { index[family.name] = number }
    return index
  }()

  /// The names of methods that change what they are called on.
  static let changing: Set<String> = {
    var names: Set<String> = []
    for method in all {
      if case .changing = method.body { names.insert(method.name) }
    }
    return names
  }()

  static func names(for value: Value) -> [String] {
    families.filter { $0.method(for: value) != nil }.map(\.name).sorted()
  }
}
