/// A function's code made ready for one interpreter: constants are values here, and the machine
/// reads instructions through a plain pointer.
///
/// It lives as long as its interpreter, so frames refer to it without counting.
final class Code {
  let template: FunctionCode
  let instructions: UnsafeMutablePointer<Instruction>
  let constants: Registers
  let registerCount: Int
  let parameterCount: Int
  @exclusivity(unchecked) private(set) var functions: [Code]

  init(_ template: FunctionCode) {
    self.template = template
    instructions = .allocate(capacity: template.instructions.count)
    instructions.initialize(from: template.instructions, count: template.instructions.count)
    constants = .allocate(capacity: max(1, template.constants.count))
    for (index, constant) in template.constants.enumerated() {
      (constants + index).initialize(to: constant.value)
    }
    registerCount = template.registerCount
    parameterCount = template.parameters.count
    functions = []
    functions = template.functions.map(Code.init)
  }

  deinit {
    instructions.deallocate()
    constants.deinitialize(count: template.constants.count)
    constants.deallocate()
  }

  /// The number of an instruction by its address, clipped to the code.
  func offset(of pointer: UnsafePointer<Instruction>) -> Int {
    let offset = pointer - UnsafePointer(instructions)
    return min(max(offset, 0), template.instructions.count - 1)
  }
}

extension Constant {
  var value: Value {
    switch self {
    case .double(let value): .double(value)
    case .int(let value): .int(value)
    case .decimal(let digits): ExactDecimal(digits).map { .decimal($0) } ?? .null
    case .text(let text): .text(Text(text))
    }
  }
}

/// What a call needs to know about a function, without touching its code object.
struct CodeEntry {
  let code: Unmanaged<Code>
  let instructions: UnsafePointer<Instruction>
  let constants: Registers
  let registerCount: Int
  let parameterCount: Int

  init(_ code: Code) {
    self.code = .passUnretained(code)
    instructions = UnsafePointer(code.instructions)
    constants = code.constants
    registerCount = code.registerCount
    parameterCount = code.parameterCount
  }
}

/// A function call under way.
struct Frame {
  let entry: CodeEntry
  /// For its captured variables; nil for code that captures nothing.
  let function: Unmanaged<Function>?
  var pc: UnsafePointer<Instruction>
  /// Where its registers start in the machine's stack.
  let base: Int

  init(_ entry: CodeEntry, function: Unmanaged<Function>?, base: Int) {
    self.entry = entry
    self.function = function
    pc = entry.instructions
    self.base = base
  }

  var code: Unmanaged<Code> { entry.code }
}

/// The frames of a machine: an array without checks, for the loop pushes and pops all the time.
struct FrameStack {
  private var frames: UnsafeMutablePointer<Frame>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 64
    frames = .allocate(capacity: capacity)
  }

  /// Frames hold no references: there is nothing to release but the memory.
  func deallocate() { frames.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Frame {
    get { frames[index] }
    nonmutating set { frames[index] = newValue }
  }

  @inline(__always)
  var top: UnsafeMutablePointer<Frame> { frames + (count - 1) }

  var last: Frame? { count > 0 ? frames[count - 1] : nil }
  var isEmpty: Bool { count == 0 }
  var indices: Range<Int> { 0..<count }

  @inline(__always)
  mutating func append(_ frame: Frame) {
    if count == capacity { grow() }
    (frames + count).initialize(to: frame)
    count += 1
  }

  @inline(__always)
  mutating func removeLast() { count -= 1 }

  mutating func shrink(to size: Int) { count = min(count, size) }

  private mutating func grow() {
    let bigger = UnsafeMutablePointer<Frame>.allocate(capacity: capacity * 2)
    bigger.update(from: frames, count: capacity)
    frames.deallocate()
    frames = bigger
    capacity *= 2
  }
}

/// Who catches errors, and where it goes on.
struct Handler {
  /// The number of frames when it was set up.
  var frameCount: Int
  var pc: Int
  var register: Int
  var kind: Int
}

/// Marks a parameter that got no argument and a variable that has no value yet.
final class Unset: ObjectReference {}

/// Walks over what a `for` loop was given.
final class LoopIterator: ObjectReference {
  enum Items {
    case list(ListValue)
    case range(Int, count: Int)
    case map(MapStorage)
    case host(any HostIterator)
  }

  @exclusivity(unchecked) var items: Items
  @exclusivity(unchecked) var position = 0

  init(_ items: Items) { self.items = items }
}
