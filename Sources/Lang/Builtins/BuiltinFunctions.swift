enum BuiltinFunctions {
  static let all: [BuiltinFunction] = []
}
struct BuiltinFunction: Sendable { let name: String }
