/// Stable sorting of values, by themselves or by keys beside them.
///
/// Lists of numbers or texts alone are sorted without the general comparison. The work is done in
/// runs, so that a limit or a cancellation stops a long sort.
enum Sorting {
  static func sort(_ call: NativeCall) throws -> Value {
    let list = try call.list(0)
    let descending = try call.bool(2, default: false)
    try call.take(bytes: list.count * 32)
    let keys = call.has(1) ? try call.list(1) : list
    guard keys.count == list.count else {
      throw ScriptFailure("there must be a key for each element")
    }
    if !call.has(1), let sorted = try sortInts(list, descending, call) { return sorted }
    var order = Array(0..<list.count)
    try mergeSort(&order, call) { a, b in
      try precedes(keys.storage.items[a], keys.storage.items[b], descending, call.machine)
    }
    return .list(order.map { list.storage.items[$0] })
  }

  /// Must `b` come before `a`? Null comes last, whatever the direction.
  private static func precedes(
    _ a: Value, _ b: Value, _ descending: Bool, _ machine: Machine
  ) throws -> Bool {
    if case .null = b { return false }
    if case .null = a { return true }
    let order: Int
    if case .text(let x) = a, case .text(let y) = b {
      order = x.compare(y)
    } else {
      order = try machine.compare(a, b) ?? 0
    }
    return descending ? order < 0 : order > 0
  }

  /// Ints have no equal elements that differ, so any sort is stable.
  private static func sortInts(_ list: ListValue, _ descending: Bool, _ call: NativeCall) throws
    -> Value?
  {
    var numbers: [Int] = []
    numbers.reserveCapacity(list.count)
    for item in list.storage.items {
      guard case .int(let number) = item else { return nil }
      numbers.append(number)
    }
    try sortRuns(&numbers, call)
    if descending { numbers.reverse() }
    return .list(ListValue(numbers: numbers))
  }

  /// Sorts runs of moderate length with the standard library, then merges them.
  private static func sortRuns(_ numbers: inout [Int], _ call: NativeCall) throws {
    let run = 65_536
    guard numbers.count > run else {
      numbers.sort()
      try call.charge(numbers.count * 2)
      return
    }
    for start in stride(from: 0, to: numbers.count, by: run) {
      let end = min(start + run, numbers.count)
      numbers[start..<end].sort()
      try call.charge((end - start) * 2)
    }
    var width = run
    var target = numbers
    while width < numbers.count {
      for start in stride(from: 0, to: numbers.count, by: width * 2) {
        let middle = min(start + width, numbers.count)
        let end = min(start + width * 2, numbers.count)
        merge(numbers, start, middle, end, into: &target)
        try call.charge(end - start)
      }
      swap(&numbers, &target)
      width *= 2
    }
  }

  private static func merge(
    _ source: [Int], _ start: Int, _ middle: Int, _ end: Int, into target: inout [Int]
  ) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        var left = start
        var right = middle
        for place in start..<end {
          if left < middle, right >= end || source[left] <= source[right] {
            target[place] = source[left]
            left += 1
          } else {
            target[place] = source[right]
            right += 1
          }
        }
      }
    }
  }

  /// Merge sort from the bottom up: stable, without recursion, and its comparison may fail.
  private static func mergeSort(
    _ order: inout [Int], _ call: NativeCall, precedes: (Int, Int) throws -> Bool
  ) throws {
    var target = order
    var width = 1
    while width < order.count {
      for start in stride(from: 0, to: order.count, by: width * 2) {
        let middle = min(start + width, order.count)
        let end = min(start + width * 2, order.count)
        var left = start
        var right = middle
        for place in start..<end {
          if right >= end || left < middle, try right >= end || !precedes(order[left], order[right])
          {
            target[place] = order[left]
            left += 1
          } else {
            target[place] = order[right]
            right += 1
          }
        }
        try call.charge(end - start)
      }
      swap(&order, &target)
      width *= 2
    }
  }
}

extension ListValue {
  init(numbers: [Int]) {
    storage = ListStorage(numbers.map { .int($0) }, depth: 1)
  }
}
