/// A function made ready to run: immutable, so that programs may travel between threads.
///
/// A machine links it before it runs: constants become values, and the lists become memory that
/// the loop reads without checks.
final class FunctionCode: Sendable {
  let name: String?
  let source: Source
  let instructions: [Instruction]
  /// One per instruction.
  let spans: [Span]
  let constants: [Constant]
  let functions: [FunctionCode]
  let registerCount: Int
  let parameters: [String]
  /// Parameters without a default.
  let requiredCount: Int
  let captures: [CaptureSource]
  let sites: Sites

  init(
    name: String?, source: Source, instructions: [Instruction], spans: [Span],
    constants: [Constant], functions: [FunctionCode], registerCount: Int, parameters: [String],
    requiredCount: Int, captures: [CaptureSource], sites: Sites
  ) {
    self.name = name
    self.source = source
    self.instructions = instructions
    self.spans = spans
    self.constants = constants
    self.functions = functions
    self.registerCount = registerCount
    self.parameters = parameters
    self.requiredCount = requiredCount
    self.captures = captures
    self.sites = sites
  }
}

enum Constant: Sendable, Hashable {
  case double(Double)
  case int(Int)
  case decimal(String)
  case text(String)
}

/// Where a new closure finds a variable that it takes with it.
enum CaptureSource: Sendable {
  /// A register that holds a cell.
  case register(Int)
  /// A cell the function that makes the closure has captured itself.
  case capture(Int)
}

/// What instructions need beyond numbers, looked up by number.
struct Sites: Sendable {
  var methods: [MethodSite] = []
  var places: [PlaceSite] = []
  var calls: [CallSite] = []
  var commands: [CommandSite] = []
  var foreigns: [ForeignSite] = []
  var declarations: [DeclarationSite] = []
  var backslashes: [BackslashSite] = []
}

struct MethodSite: Sendable {
  var name: String
  /// The builtin methods of this name; -1 when there are none.
  var family: Int
  /// Names of the last arguments, when they were given by name.
  var argumentNames: [String]
  /// The place whose value the method may change.
  var place: Int?
  /// How far in front of the call's window the keys of the place lie.
  var keys = 0
}

struct CallSite: Sendable {
  var argumentNames: [String]
}

/// A variable, or a member or element deep inside one.
struct PlaceSite: Sendable {
  enum Step: Sendable {
    case member(String)
    /// The next key register.
    case index
  }

  var root: SlotKind
  var slot: Int
  var name: String
  var isConstant: Bool
  var steps: [Step]
}

struct CommandSite: Sendable {
  struct Argument: Sendable {
    var key: String
    var isBare: Bool
    var span: Span
    /// What the signature says it is.
    var kind: Part.Kind?
    /// Which foreign site it is, for foreign text.
    var foreign: Int?
  }

  var command: any Command.Type
  var arguments: [Argument]
  var span: Span
  var isStatement: Bool
}

struct ForeignSite: Sendable {
  var statement: ForeignStatement
  var isStatement: Bool
  var isIterated: Bool
  var isMadeUp: Bool
}

struct DeclarationSite: Sendable {
  var declaration: any Declaration.Type
  var syntax: DeclarationSyntax
}

struct BackslashSite: Sendable {
  var name: String
  var rest: String
  var span: Span
}
