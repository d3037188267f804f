import Postgres

/// How a table that must be replaced keeps its rows: the old one steps aside with all that hangs
/// on it, and the new one takes over what both have room for.
struct TableRefill {
  let old: Table
  let new: Table
  let diff: Diff
  let retiring: Set<ObjectID>

  var retirement: Retirement {
    let table = "\(name: old.id.names)" as SQL
    return Retirement(
      // A type whose tables wait could not change.
      stepAside: (old.ofType == nil ? [] : [Statement("alter table \(table) not of")]) + [
        Statement("alter table \(table) set schema \(name: Retirement.schema(of: old.id))")
      ],
      refill: isRefilledFromAbove ? [] : old.seeingAll([rows].compactMap { $0 }) + positions,
      discard: [Statement("drop table \(waiting)")])
  }

  private var waiting: SQL { "\(name: [Retirement.schema(of: old.id), old.id.name])" }

  /// A partition's rows go through its parent when that is filled anew as well.
  private var isRefilledFromAbove: Bool {
    diff.old.children(of: old.id).contains { child in
      guard let place = child as? Inheritance, place.bound != nil else { return false }
      return retiring.contains(place.above)
    }
  }

  private var columns: [(old: Column, new: Column)] {
    diff.new.children(of: new.id).compactMap { $0 as? Column }
      .sorted { $0.position < $1.position }
      .compactMap { column in
        guard column.generated == nil, let before = diff.old[column.id] as? Column else {
          return nil
        }
        return (before, column)
      }
  }

  private var rows: Statement? {
    let columns = columns
    guard !columns.isEmpty else { return nil }
    let names = columns.map { SQL("\(name: $0.new.id.name)") }.joined()
    let values = columns.map(value).joined()
    // An heir's rows are its own: they are not its parent's to copy.
    let only: SQL = old.partitionKey == nil ? "only " : ""
    return Statement(
      """
      insert into \(name: new.id.names) (\(names)) overriding system value \
      select \(values) from \(only)\(waiting)
      """, lock: .rowExclusive,
      hazards: [.rewrites, .mayFail("rows of \(old.id) that the new one cannot hold")],
      reach: Reach(.accessShare, readsRows: true))
  }

  private func value(of old: Column, as new: Column) -> SQL {
    let aside = diff.old.needs(of: old.id).first { $0 != old.table && retiring.contains($0) }
    guard let aside, let type = diff.old[aside], let successor = diff.new[aside] else {
      return TypeChange.value(of: old, as: new)
    }
    return old.value(of: type, as: successor, in: new)
  }

  /// Identity columns go on counting where the old ones stopped.
  private var positions: [Statement] {
    columns.compactMap { column in
      guard let identity = column.new.identity, let before = column.old.identity else {
        return nil
      }
      let sequence = "\(name: new.id.names.dropLast() + [identity.sequence])" as SQL
      return Statement(
        """
        select pg_catalog.setval(\(literal: sequence.text), last_value, is_called) \
        from \(name: [Retirement.schema(of: old.id), before.sequence])
        """, lock: .rowExclusive, reach: Reach(.accessShare))
    }
  }
}

extension Table {
  /// Copies its rows, with `statements`, or fails: where row security would hide some from whoever
  /// copies them, they would be gone with the table.
  func seeingAll(_ statements: [Statement]) -> [Statement] {
    guard rowSecurity, !statements.isEmpty else { return statements }
    return [Statement("set row_security = off", lock: .none)] + statements
      + [Statement("reset row_security", lock: .none)]
  }
}
