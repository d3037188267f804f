/// Reading and writing registers without copying values.
///
/// A `Value` is eight bytes of payload and one byte that says which case it is, in the order of
/// declaration, the case without payload last. The compiler guarantees nothing of that, so a test
/// guards it (`Layout.holds`); in exchange the machine's hot paths touch no reference counts.
typealias Registers = UnsafeMutablePointer<Value>

enum Layout {
  static let int: UInt8 = 0
  static let double: UInt8 = 1
  static let bool: UInt8 = 2
  static let text: UInt8 = 3
  static let list: UInt8 = 4
  static let map: UInt8 = 5
  static let decimal: UInt8 = 6
  static let range: UInt8 = 7
  static let function: UInt8 = 8
  static let object: UInt8 = 9
  static let null: UInt8 = 10

  /// The assumptions, checked on real values.
  static var holds: Bool {
    guard MemoryLayout<Value>.size == 9, MemoryLayout<Value>.stride == 16 else { return false }
    let values: [(Value, UInt8)] = [
      (.int(-7), int), (.double(1.5), double), (.bool(true), bool), (.text(Text("x")), text),
      (.list(ListValue()), list), (.function(Function(.builtin(0))), function), (.null, null),
    ]
    return values.allSatisfy { value, tag in
      var value = value
      return withUnsafeMutablePointer(to: &value) { pointer in
        switch pointer.pointee {
        case .int(let number): pointer.tag == tag && pointer.rawInt == number
        case .bool(let flag): pointer.tag == tag && pointer.rawBool == flag
        case .text(let text): pointer.tag == tag && pointer.asText.pointee.storage === text.storage
        default: pointer.tag == tag
        }
      }
    }
  }
}

extension UnsafeMutablePointer where Pointee == Value {
  @inline(__always)
  var tag: UInt8 { UnsafeRawPointer(self).load(fromByteOffset: 8, as: UInt8.self) }

  /// Holds no reference: may be overwritten without releasing anything.
  @inline(__always)
  var isTrivial: Bool { tag &- 3 >= 7 }

  @inline(__always)
  var isInt: Bool { tag == Layout.int }

  /// The payload of an int.
  @inline(__always)
  var rawInt: Int { UnsafeRawPointer(self).load(as: Int.self) }

  @inline(__always)
  var rawDouble: Double { UnsafeRawPointer(self).load(as: Double.self) }

  @inline(__always)
  var rawBool: Bool { UnsafeRawPointer(self).load(as: UInt8.self) & 1 != 0 }

  /// The storage of a text in a register, uncounted.
  @inline(__always)
  var rawText: Unmanaged<TextStorage> {
    UnsafeRawPointer(self).load(as: Unmanaged<TextStorage>.self)
  }

  /// The payload of a text, to be changed where it lies.
  @inline(__always)
  var asText: UnsafeMutablePointer<Text> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Text.self)
  }

  /// The payload of a list, to be changed where it lies.
  @inline(__always)
  var asList: UnsafeMutablePointer<ListValue> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: ListValue.self)
  }

  /// The payload of a function.
  @inline(__always)
  var asFunction: UnsafeMutablePointer<Function> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Function.self)
  }

  /// The payload of a map, to be changed where it lies.
  @inline(__always)
  var asMap: UnsafeMutablePointer<MapValue> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: MapValue.self)
  }

  @inline(__always)
  func setRaw(_ bits: Int, _ tag: UInt8) {
    let raw = UnsafeMutableRawPointer(self)
    raw.storeBytes(of: bits, as: Int.self)
    raw.storeBytes(of: tag, toByteOffset: 8, as: UInt8.self)
  }

  @inline(__always)
  func setInt(_ value: Int) {
    if isTrivial { setRaw(value, Layout.int) } else { pointee = .int(value) }
  }

  @inline(__always)
  func setBool(_ value: Bool) {
    if isTrivial { setRaw(value ? 1 : 0, Layout.bool) } else { pointee = .bool(value) }
  }

  @inline(__always)
  func setNull() {
    if isTrivial { setRaw(0, Layout.null) } else { pointee = .null }
  }

  /// Copies a value; values without references are copied as bits.
  @inline(__always)
  func set(from other: Registers) {
    if isTrivial, other.isTrivial {
      setRaw(other.rawInt, other.tag)
    } else {
      pointee = other.pointee
    }
  }

  /// Takes a value out of a register and leaves null there.
  @inline(__always)
  func take(from other: Registers) {
    if other.isTrivial {
      if isTrivial { setRaw(other.rawInt, other.tag) } else { pointee = other.pointee }
    } else {
      // Both hold initialized values; the other one's reference moves here uncounted.
      if !isTrivial { deinitialize(count: 1) }
      setRaw(other.rawInt, other.tag)
      other.setRaw(0, Layout.null)
    }
  }
}
