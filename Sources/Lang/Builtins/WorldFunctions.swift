/// What touches the world outside; each asks the capabilities first.
extension BuiltinFunctions {
  static let worldFunctions: [BuiltinFunction] = [
    BuiltinFunction("env", ["name", "default"], required: 1, "A variable of the environment.") {
      call in
      let name = try call.string(0)
      try call.require(.environment([name]), "read the environment variable \(name)")
      return call.interpreter.environment(name).map { Value($0) } ?? call[1]
    }
  ]

  static let formatFunctions: [BuiltinFunction] = []
}

extension BuiltinMethods {
  static let textPatternMethods: [BuiltinMethod] = []
}
