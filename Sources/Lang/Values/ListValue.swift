/// A list as scripts have it: a Swift collection that copies when it is changed while shared.
///
/// It knows how deep lists and maps nest inside it. The machine bounds that depth, so that showing,
/// comparing and freeing a value can never run out of stack.
public struct ListValue: RandomAccessCollection {
  var storage: ListStorage

  public init(_ items: [Value] = []) {
    storage = ListStorage(items, depth: ValueDepth.around(items))
  }

  init(storage: ListStorage) { self.storage = storage }

  public var startIndex: Int { 0 }
  public var endIndex: Int { storage.items.count }
  public subscript(index: Int) -> Value { storage.items[index] }

  /// The items as a Swift array.
  public var array: [Value] { storage.items }

  var depth: Int { storage.depth }

  /// Changes the items in place when nobody else holds them.
  mutating func update<Result>(_ body: (inout [Value]) throws -> Result) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      storage = ListStorage(storage.items, depth: storage.depth)
    }
    return try body(&storage.items)
  }

  @inline(__always)
  mutating func append(_ value: Value) {
    if !isKnownUniquelyReferenced(&storage) {
      storage = ListStorage(storage.items, depth: storage.depth)
    }
    storage.items.append(value)
    storage.depth = Swift.max(storage.depth, value.depth + 1)
  }
}

final class ListStorage {
  @exclusivity(unchecked) var items: [Value]
  @exclusivity(unchecked) var depth: Int

  init(_ items: [Value], depth: Int) {
    self.items = items
    self.depth = depth
  }

  deinit { _ = Graveyard.takes(items) }

  /// Copies an element into a register; false when there is none.
  @inline(__always)
  func element(_ index: Int, into target: Registers) -> Bool {
    items.withUnsafeBufferPointer { buffer in
      guard UInt(bitPattern: index) < UInt(bitPattern: buffer.count), let start = buffer.baseAddress
      else { return false }
      // Only read: the pointer is mutable for `set` to take it.
      target.set(from: UnsafeMutablePointer(mutating: start + index))
      return true
    }
  }
}

extension ListValue: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Value...) { self.init(elements) }
}

/// How deep values nest.
enum ValueDepth {
  /// Deeper values are an error. Measured: showing one level takes less than 1 kB of stack in a
  /// debug build.
  static let maximum = 200

  static func around(_ items: [Value]) -> Int {
    var depth = 1
    for item in items { depth = max(depth, item.depth + 1) }
    return depth
  }
}

extension Value {
  /// 0 for anything but lists and maps.
  @inline(__always)
  var depth: Int {
    switch self {
    case .list(let list): list.storage.depth
    case .map(let map): map.storage.depth
    case .int, .double, .bool, .text, .decimal, .range, .function, .object, .null: 0
    }
  }
}
