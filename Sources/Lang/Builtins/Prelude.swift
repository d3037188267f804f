/// Builtin methods that call functions they are given, written in the language itself.
///
/// A builtin in Swift would have to run a second loop inside the first for every call; written so,
/// they are calls like any other: bounded in depth, stopped by limits, and free to wait. Each
/// stands alone: it sees builtins and its own arguments only.
enum Prelude {
  static let source = Source(name: "<builtin>", text: text)

  /// By method name; made once per process, when the first of them is called.
  static let functions: [String: FunctionCode] = {
    var result: [String: FunctionCode] = [:]
    let words = Words(VocabularyIndex(Vocabulary()))
    let block = source.bytes.withUnsafeBufferPointer { bytes in
      Parser(source, bytes, words: words).parseFile()
    }
    for case .function(let variable, let syntax) in block.statements.map(\.kind) {
      let alone = Block(
        statements: [Statement(kind: .function(variable, syntax), span: syntax.span)],
        span: syntax.span)
      Resolver(source: source, words: words, globals: [:], globalCount: 0).resolve(alone)
      let compiler = Compiler(source: source, words: words, name: variable.name, isMain: false)
      result[variable.name] = compiler.compileFunction(syntax)
    }
    return result
  }()

  private static let text = #"""
    func map(list, f) {
      var result = []
      for x in list { result.append(f(x)) }
      return result
    }
    func flatMap(list, f) {
      var result = []
      for x in list { result += f(x) }
      return result
    }
    func filter(list, f) {
      var result = []
      for x in list { if f(x) { result.append(x) } }
      return result
    }
    func each(list, f) {
      for x in list { f(x) }
    }
    func any(list, f = null) {
      if f == null { return list.count() > 0 }
      for x in list { if f(x) { return true } }
      return false
    }
    func all(list, f) {
      for x in list { if not f(x) { return false } }
      return true
    }
    func none(list, f) {
      for x in list { if f(x) { return false } }
      return true
    }
    func find(list, f) {
      for x in list { if f(x) { return x } }
      return null
    }
    func findIndex(list, f) {
      for i, x in list { if f(x) { return i } }
      return null
    }
    func reduce(list, start, f) {
      var result = start
      for x in list { result = f(result, x) }
      return result
    }
    func takeWhile(list, f) {
      var result = []
      for x in list {
        if not f(x) { break }
        result.append(x)
      }
      return result
    }
    func dropWhile(list, f) {
      var result = []
      var dropping = true
      for x in list {
        if dropping and f(x) { continue }
        dropping = false
        result.append(x)
      }
      return result
    }
    func partition(list, f) {
      var yes = []
      var no = []
      for x in list { if f(x) { yes.append(x) } else { no.append(x) } }
      return [yes, no]
    }
    func groupBy(list, f) {
      var result = {}
      for x in list {
        let key = f(x)
        if key not in result { result[key] = [] }
        result[key].append(x)
      }
      return result
    }
    func countBy(list, f) {
      var result = {}
      for x in list {
        let key = f(x)
        result[key] = (result[key] ?? 0) + 1
      }
      return result
    }
    func keyBy(list, f) {
      var result = {}
      for x in list { result[f(x)] = x }
      return result
    }
    func sort(list, by = null, descending = false) {
      if by == null { return list.sorted(null, descending) }
      var keys = []
      for x in list { keys.append(by(x)) }
      return list.sorted(keys, descending)
    }
    func sortBy(list, by, descending = false) {
      var keys = []
      for x in list { keys.append(by(x)) }
      return list.sorted(keys, descending)
    }
    func sum(list, f = null) {
      var total = 0
      if f == null {
        for x in list { if x != null { total += x } }
      } else {
        for x in list {
          let value = f(x)
          if value != null { total += value }
        }
      }
      return total
    }
    func average(list, f = null) {
      var total = 0
      var count = 0
      for x in list {
        let value = f == null ? x : f(x)
        if value != null {
          total += value
          count += 1
        }
      }
      return count == 0 ? null : total / count
    }
    func min(list, f = null) {
      var best = null
      var bestKey = null
      for x in list {
        let key = f == null ? x : f(x)
        if key != null and (bestKey == null or key < bestKey) {
          best = x
          bestKey = key
        }
      }
      return best
    }
    func max(list, f = null) {
      var best = null
      var bestKey = null
      for x in list {
        let key = f == null ? x : f(x)
        if key != null and (bestKey == null or key > bestKey) {
          best = x
          bestKey = key
        }
      }
      return best
    }
    func unique(list, f = null) {
      var seen = {}
      var result = []
      for x in list {
        let key = f == null ? x : f(x)
        if key not in seen {
          seen[key] = true
          result.append(x)
        }
      }
      return result
    }
    func mapValues(map, f) {
      var result = {}
      for k, v in map { result[k] = f(v) }
      return result
    }
    func filterEntries(map, f) {
      var result = {}
      for k, v in map { if f(k, v) { result[k] = v } }
      return result
    }
    func eachEntry(map, f) {
      for k, v in map { f(k, v) }
    }
    """#
}
