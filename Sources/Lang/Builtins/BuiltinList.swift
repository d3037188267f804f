/// All builtins, by what they work on. The lists themselves stand beside the code.
extension BuiltinMethods {
  static let all: [BuiltinMethod] =
    textMethods + textPatternMethods + listMethods + preludeMethods + mapMethods + numberMethods
}

enum BuiltinFunctions {
  static let all: [BuiltinFunction] =
    conversionFunctions + numberFunctions + worldFunctions + formatFunctions

  static let index: [String: Int] = {
    var index: [String: Int] = [:]
    for (number, function) in all.enumerated() { index[function.name] = number }
    return index
  }()
}
