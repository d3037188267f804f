import Postgres

/// How a column's values come along when its type, or what its type is made of, changes.
extension Column {
  package var fillsRows: Bool { generated != nil || identity != nil }

  package func response(to disturbance: Disturbance) -> Response {
    guard generated == nil, let successor = disturbance.successor as? Column else {
      return .rebuild
    }
    if disturbance.cause == .reshaped { return successor.waiting(as: self) }
    let old = disturbance.object
    // Whatever changes in a type that stays reaches its values by itself.
    if disturbance.cause == .altered, !(old is Column) { return .stay }
    if isPartitionKey { return .rebuildParent }
    let late = successor.toastKept
    if let row = rowsInList(of: old, as: disturbance.replacement) {
      let statements = RowConversion.values(of: "\(name: id.name)", as: row) {
        successor.typeChange(from: self, by: $0)
      }
      return .reattach(statements, late: late)
    }
    let value = value(of: old, as: disturbance.replacement, in: successor)
    return .reattach(successor.typeChange(from: self, by: value), late: late)
  }

  /// While the rows that are its values change their shape, it keeps them by their columns' names.
  private func waiting(as old: Column) -> Response {
    // Without its type, its default and all else that needs the type would be in the way.
    if old.isPartitionKey { return .rebuildParent }
    let name: SQL = "\(name: id.name)"
    if type != old.type {
      // Its own change takes it from there.
      return .stepOut(
        [Statement("\(alter) type text using \(name)::text", hazards: [.rewrites])], back: [])
    }
    let away = Statement("\(alter) type jsonb using to_jsonb(\(name))", hazards: [.rewrites])
    func back(_ value: SQL) -> [Statement] {
      [
        Statement(
          "\(alter) type \(catalog: type) using \(value)", hazards: [.rewrites])
      ] + storageKept(from: self)
    }
    if type.hasSuffix("[]") {
      let row: SQL = "\(catalog: String(type.dropLast(2)))"
      return .stepOut([away], back: RowConversion.values(of: name, as: row, back))
    }
    return .stepOut([away], back: back(RowConversion.value(of: name, as: "\(catalog: type)")))
  }

  /// The new type of the rows that the column keeps lists of, where they go by their names.
  private func rowsInList(
    of type: any SchemaObject, as replacement: (any SchemaObject)?
  ) -> SQL? {
    guard let replacement, self.type == type.qualifiedName.text + "[]",
      type.conversion(of: "e", to: replacement) != nil
    else { return nil }
    return replacement.qualifiedName
  }

  /// What turns its values into those of `new` while `type` is replaced by `replacement`: where
  /// nothing else is known, they go by way of their text.
  func value(
    of type: any SchemaObject, as replacement: (any SchemaObject)?, in new: Column
  ) -> SQL {
    let name: SQL = "\(name: id.name)"
    if let replacement, self.type == type.qualifiedName.text,
      let value = type.conversion(of: name, to: replacement)
    {
      return value
    }
    if let row = rowsInList(of: type, as: replacement) {
      return RowConversion.values(of: name, as: row)
    }
    return "\(name)::text::\(catalog: new.type)"
  }

  func typeChange(from old: Column, by value: SQL? = nil) -> [Statement] {
    let collate: SQL = collation.map { " collate \(catalog: $0)" } ?? ""
    // A foreign table has no values that could be converted.
    if isForeign { return [Statement("\(alter) type \(catalog: type)\(collate)")] }
    let using = value.map { " using \($0)" } ?? TypeChange.using(from: old, to: self)
    let rewrites = TypeChange.rewrites(from: old, to: self, byText: value != nil)
    let exception = value == nil ? TypeChange.exception(from: old, to: self) : nil
    let isSafe =
      using.isEmpty && (!rewrites || value == nil && TypeChange.isSafe(from: old, to: self))
    let pass = Pass(
      subject: alterTable,
      change: "alter column \(name: id.name) type \(catalog: type)\(collate)\(using)")
    var change = Statement(
      pass.sql,
      hazards: (rewrites ? [exception.map(Hazard.rewritesUnless) ?? .rewrites] : [])
        + (isSafe ? [] : [.mayFail("values of \(id) that are no \(type)")]))
    change.pass = pass
    if !rewrites { change.recheck = collation == old.collation ? .conditions : .order }
    // Where its type is made anew, this comes after all that was asked for.
    return [change] + storageKept(from: value == nil ? old : self)
  }

  var toastKept: [Statement] { Options.change(alterTable, from: [], to: toastOptions) }

  /// A new type brings its own way of storing values along; what was asked for is said again.
  private func storageKept(from old: Column) -> [Statement] {
    var statements: [Statement] = []
    if let storage, storage == old.storage {
      statements.append(Statement("\(alterOnly) set storage \(Self.storageName(storage))"))
    }
    if compression != nil, compression == old.compression {
      statements.append(
        Statement("\(alterOnly) set compression \(Self.compressionName(compression))"))
    }
    return statements
  }
}
