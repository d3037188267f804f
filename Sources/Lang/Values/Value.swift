/// What a script computes with: nine bytes, sixteen with padding.
///
/// Lists, maps and text are values: assigning one copies it (in fact when it is first changed), so
/// nothing a script is handed can change behind its back and no data can form a circle. Every
/// payload is one pointer or one number, which is what keeps the machine's registers small.
public enum Value {
  case int(Int)
  case double(Double)
  case bool(Bool)
  case text(Text)
  case list(ListValue)
  case map(MapValue)
  case decimal(ExactDecimal)
  case range(RangeValue)
  case function(Function)
  /// Something of the host's, or of the machine's own; see ``host(_:)``.
  case object(ObjectReference)
  case null

  /// Hands a host's object to scripts.
  public static func host(_ object: any HostObject) -> Value { .object(HostReference(object)) }

  public static func list(_ items: [Value]) -> Value { .list(ListValue(items)) }

  public init(_ text: String) { self = .text(Text(text)) }

  /// The host's object inside, if it is one.
  public var hostObject: (any HostObject)? {
    guard case .object(let reference) = self else { return nil }
    return (reference as? HostReference)?.object
  }

  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The text inside, or nil for anything but text.
  public var textValue: String? {
    guard case .text(let text) = self else { return nil }
    return text.string
  }

  public var intValue: Int? {
    guard case .int(let value) = self else { return nil }
    return value
  }

  public var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  public var listValue: [Value]? {
    guard case .list(let items) = self else { return nil }
    return items.array
  }

  public var mapValue: MapValue? {
    guard case .map(let map) = self else { return nil }
    return map
  }

  public var functionValue: Function? {
    guard case .function(let function) = self else { return nil }
    return function
  }

  /// The word messages use for its type: `text`, `list`, or what a host object calls itself.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .decimal: "decimal"
    case .double: "float"
    case .text: "text"
    case .list: "list"
    case .map: "map"
    case .range: "range"
    case .function: "function"
    case .object(let reference): reference.typeName
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByFloatLiteral
{
  public init(stringLiteral value: String) { self = .text(Text(value)) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: Value...) { self = .list(ListValue(elements)) }
  public init(floatLiteral value: Double) { self = .double(value) }
}

/// Whole numbers from one to another: `1..10` holds ten, `1..<10` nine.
///
/// Stored as the first and the count, so that a range up to the largest int is possible.
public final class RangeValue: Sendable {
  public let first: Int
  public let count: Int

  public init(first: Int, count: Int) {
    self.first = first
    self.count = max(0, count)
  }

  /// One below `first` when there is none.
  public var last: Int { first &+ (count &- 1) }
}

/// What `Value.object` holds: a host's object, or one of the machine's own (cells, iterators).
public class ObjectReference {
  init() {}
  var typeName: String { "internal" }
}

final class HostReference: ObjectReference {
  let object: any HostObject
  init(_ object: any HostObject) { self.object = object }
  override var typeName: String { object.typeName }
}
