/// A map that keeps the order in which its keys came, as JSON objects and table rows want it.
///
/// Entries lie in one array in order; a table of short hashes beside it finds them, so that most
/// probes touch no key at all.
public struct MapValue: Sequence {
  var storage: MapStorage

  public init() { storage = MapStorage(capacity: 8) }

  init(capacity: Int) { storage = MapStorage(capacity: capacity) }

  public init(_ pairs: [(String, Value)]) {
    self.init(capacity: pairs.count)
    for (key, value) in pairs { self[.text(Text(key))] = value }
  }

  public var count: Int { storage.live }
  public var isEmpty: Bool { storage.live == 0 }

  /// Setting nil removes the key.
  public subscript(key: Value) -> Value? {
    get { storage.find(key, key.mapHash).map { storage.entries[$0].value } }
    set {
      makeUnique()
      if let newValue {
        storage.set(key, newValue)
      } else {
        storage.remove(key)
      }
    }
  }

  public subscript(key: String) -> Value? {
    get { self[.text(Text(key))] }
    set { self[.text(Text(key))] = newValue }
  }

  public var keys: [Value] { map { $0.key } }
  public var values: [Value] { map { $0.value } }

  public func makeIterator() -> Iterator { Iterator(storage: storage) }

  public struct Iterator: IteratorProtocol {
    let storage: MapStorage
    var place = 0

    public mutating func next() -> (key: Value, value: Value)? {
      while place < storage.used {
        let entry = storage.entries[place]
        place += 1
        if entry.hash >= 0 { return (entry.key, entry.value) }
      }
      return nil
    }
  }

  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy { _ in } }
  }

  /// As `makeUnique`, and says what it costs: large maps are copied in pieces.
  @inline(__always)
  mutating func makeUnique(work: Text.Work) rethrows {
    if !isKnownUniquelyReferenced(&storage) { storage = try storage.copy(work: work) }
  }

  /// Changes the value of a key where it lies; a missing key gets null first.
  mutating func update<Result>(_ key: Value, _ body: (inout Value) throws -> Result) rethrows
    -> Result
  {
    makeUnique()
    let index = storage.find(key, key.mapHash) ?? storage.set(key, .null)
    defer { storage.noteDepth(of: storage.entries[index].value) }
    return try body(&storage.entries[index].value)
  }
}

struct MapEntry {
  var key: Value
  var value: Value
  /// -1 marks an entry that was removed.
  var hash: Int
}

/// The memory of a map: owned by one `MapValue`, or shared until someone changes it.
final class MapStorage {
  @exclusivity(unchecked) private(set) var entries: UnsafeMutablePointer<MapEntry>
  /// Entries in use, removed ones included.
  @exclusivity(unchecked) private(set) var used = 0
  @exclusivity(unchecked) private(set) var live = 0
  @exclusivity(unchecked) private var capacity: Int
  /// High half: upper bits of the hash; low half: entry number + 1, or 0 for a free slot.
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
  @exclusivity(unchecked) private var mask: Int
  /// How deep lists and maps nest, this one included.
  @exclusivity(unchecked) private(set) var depth = 1

  init(capacity wanted: Int) {
    var size = 8
    while size * 2 < wanted * 3 { size *= 2 }
    capacity = size * 2 / 3
    mask = size - 1
    entries = .allocate(capacity: capacity)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
  }

  deinit {
    slots.deallocate()
    guard !Graveyard.takes(entries, used: used) else { return }
    entries.deinitialize(count: used)
    entries.deallocate()
  }

  var byteSize: Int { capacity * MemoryLayout<MapEntry>.stride + (mask + 1) * 8 }

  func copy(work: Text.Work) rethrows -> MapStorage {
    let new = MapStorage(capacity: live)
    for index in 0..<used {
      if entries[index].hash >= 0 { new.add(entries[index]) }
      if index & 0xFFF == 0xFFF { try work(0x1000) }
    }
    new.depth = depth
    return new
  }

  @inline(__always)
  func find(_ key: Value, _ hash: Int) -> Int? {
    var position = hash & mask
    let tag = UInt64(UInt(bitPattern: hash) >> 31) << 32
    while true {
      let slot = slots[position]
      if slot == 0 { return nil }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(slot & 0xFFFF_FFFF) - 1
        if entries[index].hash == hash, key.isSameKey(entries[index].key) { return index }
      }
      position = (position + 1) & mask
    }
  }

  @inline(__always)
  func noteDepth(of value: Value) { depth = max(depth, value.depth + 1) }

  /// As `find`, by a key in a register: text is compared without being counted.
  @inline(__always)
  func find(_ key: Registers) -> Int? {
    guard key.tag == Layout.text else { return find(key.pointee, key.pointee.mapHash) }
    return key.rawText._withUnsafeGuaranteedRef { find(text: $0, $0.hash) }
  }

  private func find(text: TextStorage, _ hash: Int) -> Int? {
    var position = hash & mask
    let tag = UInt64(UInt(bitPattern: hash) >> 31) << 32
    while true {
      let slot = slots[position]
      if slot == 0 { return nil }
      if slot & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(slot & 0xFFFF_FFFF) - 1
        // The key is an entry's first field.
        let key = UnsafeMutableRawPointer(entries + index).assumingMemoryBound(to: Value.self)
        if entries[index].hash == hash, key.tag == Layout.text,
          key.rawText._withUnsafeGuaranteedRef({ $0.isEqual(text) })
        {
          return index
        }
      }
      position = (position + 1) & mask
    }
  }

  /// Sets a key in a register to the value in another.
  func set(_ key: Registers, _ value: Registers) {
    if !value.isTrivial { noteDepth(of: value.pointee) }
    if let index = find(key) {
      UnsafeMutableRawPointer(entries + index).advanced(by: MemoryLayout<Value>.stride)
        .assumingMemoryBound(to: Value.self).set(from: value)
      return
    }
    let hash =
      key.tag == Layout.text
      ? key.rawText._withUnsafeGuaranteedRef { $0.hash } : key.pointee.mapHash
    add(MapEntry(key: key.pointee, value: value.pointee, hash: hash))
  }

  @discardableResult
  func set(_ key: Value, _ value: Value) -> Int {
    let hash = key.mapHash
    noteDepth(of: value)
    if let index = find(key, hash) {
      entries[index].value = value
      return index
    }
    return add(MapEntry(key: key, value: value, hash: hash))
  }

  func remove(_ key: Value) {
    guard let index = find(key, key.mapHash) else { return }
    entries[index] = MapEntry(key: .null, value: .null, hash: -1)
    live -= 1
    if live == 0 || used > 32 && live < used / 4 { rebuild(room: live) }
  }

  @discardableResult
  private func add(_ entry: MapEntry) -> Int {
    if used == capacity { rebuild(room: max(live * 2, 8)) }
    (entries + used).initialize(to: entry)
    used += 1
    live += 1
    link(used - 1, entry.hash)
    return used - 1
  }

  @inline(__always)
  private func link(_ index: Int, _ hash: Int) {
    var position = hash & mask
    while slots[position] != 0 { position = (position + 1) & mask }
    slots[position] = UInt64(UInt(bitPattern: hash) >> 31) << 32 | UInt64(index + 1)
  }

  /// Drops removed entries and makes room for so many.
  private func rebuild(room: Int) {
    var size = 8
    while size * 2 < room * 3 { size *= 2 }
    let newCapacity = size * 2 / 3
    let newEntries = UnsafeMutablePointer<MapEntry>.allocate(capacity: newCapacity)
    let newSlots = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    newSlots.initialize(repeating: 0, count: size)
    var kept = 0
    for index in 0..<used {
      if entries[index].hash >= 0 {
        (newEntries + kept).moveInitialize(from: entries + index, count: 1)
        kept += 1
      } else {
        (entries + index).deinitialize(count: 1)
      }
    }
    entries.deallocate()
    slots.deallocate()
    (entries, slots, mask, capacity, used) = (newEntries, newSlots, size - 1, newCapacity, kept)
    for index in 0..<used { link(index, entries[index].hash) }
  }
}

extension MapValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
