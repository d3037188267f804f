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

/// A function call under way.
struct Frame {
  var code: Unmanaged<Code>
  /// For its captured variables; nil for code that captures nothing.
  var function: Unmanaged<Function>?
  var pc: UnsafePointer<Instruction>
  /// Where its registers start in the machine's stack.
  var base: Int
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
