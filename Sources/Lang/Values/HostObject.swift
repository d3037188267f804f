/// Something of the host's that scripts hold: a row, a plan, a connection.
///
/// The machine asks it for members, methods and elements by name; all but `typeName` have a
/// default that says "no such thing", so a small object stays small.
public protocol HostObject: AnyObject {
  /// The word messages use: `row`, `plan`.
  var typeName: String { get }
  /// What `print` shows.
  var display: String { get }
  /// The members and methods it has, for completion and "did you mean".
  var memberNames: [String] { get }
  /// `x.name`; nil when there is no such member.
  func member(_ name: String, _ interpreter: Interpreter) throws -> Value?
  /// `x.name = value`; false when it cannot be set.
  func setMember(_ name: String, _ value: Value, _ interpreter: Interpreter) throws -> Bool
  /// `x.name(…)`; nil when there is no such method. Named arguments come by their names.
  func call(_ method: String, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value?
  /// `x[key]`; nil when there is no such element.
  func element(_ key: Value, _ interpreter: Interpreter) throws -> Value?
  /// For `for x in object` and all list methods; nil when there is nothing to walk.
  func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)?
  /// What stands for it when two of the same type are compared, or used as a map's key; nil
  /// compares by identity.
  var identity: Value? { get }
  /// For `<` and sorting against one of the same type: negative, zero, positive; nil is an error.
  func compare(_ other: any HostObject) -> Int?
  /// `left + right` and friends with this object on either side; nil is an error.
  func operate(_ symbol: String, _ left: Value, _ right: Value) throws -> Value?
}

/// Hands out what a host object holds, one value at a time.
public protocol HostIterator: AnyObject {
  func next(_ interpreter: Interpreter) throws -> Value?
}

/// The arguments of a method call on a host object.
public struct Arguments {
  public let positional: [Value]
  public let named: [(name: String, value: Value)]

  public init(_ positional: [Value], named: [(name: String, value: Value)] = []) {
    self.positional = positional
    self.named = named
  }

  public var count: Int { positional.count + named.count }

  /// By position; null when there is none.
  public subscript(index: Int) -> Value {
    index < positional.count ? positional[index] : .null
  }

  /// By name; nil when it was not given.
  public subscript(name: String) -> Value? { named.first { $0.name == name }?.value }
}

extension HostObject {
  public var display: String { "<\(typeName)>" }
  public var memberNames: [String] { [] }
  public func member(_ name: String, _ interpreter: Interpreter) throws -> Value? { nil }
  public func setMember(_ name: String, _ value: Value, _ interpreter: Interpreter) throws -> Bool {
    false
  }
  public func call(_ method: String, _ arguments: Arguments, _ interpreter: Interpreter) throws
    -> Value?
  { nil }
  public func element(_ key: Value, _ interpreter: Interpreter) throws -> Value? { nil }
  public func makeIterator(_ interpreter: Interpreter) throws -> (any HostIterator)? { nil }
  public var identity: Value? { nil }
  public func compare(_ other: any HostObject) -> Int? { nil }
  public func operate(_ symbol: String, _ left: Value, _ right: Value) throws -> Value? { nil }
}
