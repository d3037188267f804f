/// Stable sorting of values, by themselves or by keys beside them.
///
/// Lists of numbers or texts alone are sorted without the general comparison. The work is done in
/// stretches, so that a limit or a cancellation stops a long sort.
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
    return try call.list(order.count) { list[order[$0]] }
  }

  /// Must `b` come before `a`? Null comes last, whatever the direction.
  private static func precedes(
    _ a: Value, _ b: Value, _ descending: Bool, _ machine: Machine
  ) throws -> Bool {
    if case .null = b { return false }
    if case .null = a { return true }
    let order: Int
    if case .text(let x) = a, case .text(let y) = b, x.byteCount <= Text.piece {
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
      if numbers.count % stretch == 0 { try call.charge(stretch / 16) }
    }
    try sortRuns(&numbers, call)
    let last = numbers.count - 1
    return try call.list(numbers.count) { .int(numbers[descending ? last - $0 : $0]) }
  }

  /// How much is done between two looks at whether the sort shall go on: some milliseconds.
  private static let stretch = 32_768

  /// Sorts runs of moderate length with the standard library, then merges them.
  private static func sortRuns(_ numbers: inout [Int], _ call: NativeCall) throws {
    for start in stride(from: 0, to: numbers.count, by: stretch) {
      let end = min(start + stretch, numbers.count)
      numbers[start..<end].sort()
      try call.charge((end - start) * 2)
    }
    var width = stretch
    var target = numbers
    while width < numbers.count {
      for start in stride(from: 0, to: numbers.count, by: width * 2) {
        let middle = min(start + width, numbers.count)
        let end = min(start + width * 2, numbers.count)
        var (left, right) = (start, middle)
        for place in stride(from: start, to: end, by: stretch) {
          let next = min(place + stretch, end)
          merge(numbers, &left, middle, &right, end, into: &target, place..<next)
          try call.charge(next - place)
        }
      }
      swap(&numbers, &target)
      width *= 2
    }
  }

  /// Fills a part of the target from two sorted runs, and goes on in them.
  private static func merge(
    _ source: [Int], _ left: inout Int, _ middle: Int, _ right: inout Int, _ end: Int,
    into target: inout [Int], _ places: Range<Int>
  ) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        for place in places {
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
          if (place - start) % 1024 == 1023 { try call.charge(1024) }
        }
        try call.charge((end - start) % 1024)
      }
      swap(&order, &target)
      width *= 2
    }
  }
}
