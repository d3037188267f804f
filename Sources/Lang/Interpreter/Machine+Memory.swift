/// The running total of bytes, and the work of builtins.
extension Machine {
  /// Reports bytes about to be taken. Not every byte is counted back when it is freed; instead
  /// what is alive is measured whenever as much has been taken as was left.
  @inline(__always)
  func take(bytes: Int) throws {
    meter.allocated &+= bytes
    if meter.allocated > meter.allowance || bytes < 0 { try measure(wanted: bytes) }
  }

  @inline(__always)
  func charge(_ work: Int) throws { try meter.charge(work, interpreter) }

  /// Runs a builtin. What it has taken is part of no value yet that a script could reach, so it is
  /// counted by itself until the builtin is done.
  @inline(__always)
  func atWork<Result>(_ body: () throws -> Result) rethrows -> Result {
    let outer = meter.workStart
    meter.workStart = meter.taken
    defer { meter.workStart = outer }
    return try body()
  }

  private func measure(wanted bytes: Int) throws {
    let wanted = bytes < 0 ? bytes : max(bytes, meter.takenByWork)
    guard wanted >= 0, wanted <= Meter.largestRequest else {
      throw ScriptFailure(.limit, [Diagnostic(.error, "this needs too many bytes of memory")])
    }
    guard let limit = interpreter.limits.bytes else {
      meter.forget()
      return
    }
    try meter.empty(interpreter)
    let alive = try liveBytes() + wanted
    guard alive <= limit else {
      throw ScriptFailure(
        .limit, [Diagnostic(.error, "this needs more than \(limit) bytes of memory")])
    }
    meter.forget()
    meter.allowance = max(limit - alive, limit / 16)
  }

  /// The bytes of everything a script can reach.
  private func liveBytes() throws -> Int {
    var counter = MemoryCounter()
    let end = min(top, capacity)
    for index in 0..<end { counter.visit(stack[index]) }
    cells.visitRing { counter.visit($0) }
    try counter.run { try meter.poll(interpreter) }
    return counter.bytes + end * 16
  }
}

/// Counts each object once, without recursion.
struct MemoryCounter {
  private(set) var bytes = 0
  /// Many small sets: to grow one of millions would take longer than a run may go on when stopped.
  private var seen = [Set<ObjectIdentifier>](repeating: [], count: 256)
  private var work: [Value] = []

  mutating func visit(_ value: Value) {
    switch value {
    case .int, .double, .bool, .null: break
    default: work.append(value)
    }
  }

  /// - Parameter poll: called now and then.
  mutating func run(_ poll: () throws -> Void) rethrows {
    var visited = 0
    while let value = work.popLast() {
      visited &+= 1
      if visited & 0xFFF == 0 { try poll() }
      switch value {
      case .int, .double, .bool, .null: break
      case .text(let text): add(text.storage, 48 + text.storage.header.capacity)
      case .decimal(let decimal): add(decimal.storage, 80 + decimal.storage.limbs.count * 4)
      case .range(let range): add(range, 32)
      case .list(let list):
        guard add(list.storage, 64 + list.storage.items.capacity * 16) else { continue }
        for item in list.storage.items { visit(item) }
      case .map(let map):
        guard add(map.storage, 96 + map.storage.byteSize) else { continue }
        for entry in map {
          visit(entry.key)
          visit(entry.value)
        }
      case .function(let function):
        guard add(function, 64) else { continue }
        for cell in function.captures where add(cell, 48) { visit(cell.value) }
      case .object(let object):
        guard add(object, 48) else { continue }
        if let cell = object as? Cell { visit(cell.value) }
        if let iterator = object as? LoopIterator, case .list(let list) = iterator.items {
          visit(.list(list))
        }
      }
    }
  }

  @discardableResult
  private mutating func add(_ object: AnyObject, _ size: Int) -> Bool {
    let id = ObjectIdentifier(object)
    let part = (UInt(bitPattern: id) >> 4 &* 0x9E37_79B9_7F4A_7C15) >> 56
    guard seen[Int(part)].insert(id).inserted else { return false }
    bytes += size
    return true
  }
}

extension Cell {
  /// Hands out the values of all cells of the ring this cell heads.
  func visitRing(_ body: (Value) -> Void) {
    var cell = following
    while let current = cell {
      body(current.value)
      cell = current.following
    }
  }
}
