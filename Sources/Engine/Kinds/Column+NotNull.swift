import Postgres

/// Columns that become not null, or are it in another way: under another name, for rows that come
/// only, for the table alone.
extension Column {
  var notNull: Statement {
    if isForeign || notNullName.isUnchecked { return Statement(settingNotNull) }
    var statement = Statement(
      settingNotNull, hazards: [.scans, nullHazard], online: onlineNotNull)
    statement.unlessChecked = notNullCondition
    return statement
  }

  var settingNotNull: SQL {
    let (name, rest) = (notNullName.clause, notNullName.ending)
    return name.isEmpty && rest.isEmpty
      ? "\(alter) set not null" : "\(alterTable) add \(name)not null \(name: id.name)\(rest)"
  }

  static func opening(_ alter: SQL) -> Statement {
    var statement = Statement("\(alter) drop not null")
    statement.opensNulls = true
    return statement
  }

  func notNullChange(from old: Column) -> [Statement] {
    let (before, now) = (old.notNullName, notNullName)
    if now.isUnchecked, !before.isUnchecked {
      return [Statement("\(alter) drop not null"), Statement(settingNotNull)]
    }
    let name = now.spoken(of: id)
    var statements = before.isKept && now.isKept ? notNullRenaming(from: old) : []
    if before.staysHere != now.staysHere {
      let reach: SQL = now.staysHere ? "no inherit" : "inherit"
      statements.append(Statement("\(alterTable) alter constraint \(name: name) \(reach)"))
    }
    if before.isUnchecked, !now.isUnchecked {
      statements.append(
        Statement(
          "\(alterTable) validate constraint \(name: name)", lock: .shareUpdateExclusive,
          hazards: [.scans, nullHazard]))
    }
    return statements
  }

  func notNullRenaming(from old: Column) -> [Statement] {
    let names = (old.notNullName.spoken(of: id), notNullName.spoken(of: id))
    if names.0 == names.1 { return [] }
    return [
      Statement("\(alterTable) rename constraint \(name: names.0) to \(name: names.1)")
    ]
  }
}
