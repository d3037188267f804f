/// Makes a list element by element, and charges for it on the way.
///
/// A stop is noticed between elements, and what was made until then is freed like any list: in
/// portions. Builtins that make lists of any length use it.
struct ListMaker {
  private static let portion = 1024

  private let machine: Machine
  private let storage = ListStorage([], depth: 1)
  /// Steps for each element.
  private let cost: Int
  private var unpaid = 0

  init(_ machine: Machine, reserving count: Int = 0, cost: Int = 1) {
    self.machine = machine
    self.cost = cost
    storage.items.reserveCapacity(count)
  }

  var count: Int { storage.items.count }

  @inline(__always)
  mutating func add(_ value: Value) throws {
    storage.items.append(value)
    let depth = value.depth + 1
    if depth > storage.depth { storage.depth = depth }
    unpaid &+= 1
    if unpaid == Self.portion { try pay() }
  }

  private mutating func pay() throws {
    let work = unpaid * cost
    unpaid = 0
    try machine.charge(work)
  }

  /// The list; nothing may be added to it afterwards.
  mutating func list() throws -> ListValue {
    try pay()
    return ListValue(storage: storage)
  }
}

extension NativeCall {
  /// A list of so many elements, each made from its number.
  func list(_ count: Int, _ element: (Int) throws -> Value) throws -> Value {
    try take(bytes: min(count, Int.max / 16) * 16)
    var maker = ListMaker(machine, reserving: count)
    for index in 0..<count { try maker.add(try element(index)) }
    return .list(try maker.list())
  }
}
