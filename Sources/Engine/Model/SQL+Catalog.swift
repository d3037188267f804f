package import Postgres

extension SQL.Interpolation {
  /// Text that PostgreSQL's catalogs hold as SQL: a type's name, an expression, a definition.
  /// It is told so that it is read as what it is.
  package mutating func appendInterpolation(catalog text: String) {
    appendInterpolation(SQL(trusted: Reread.retold(text)))
  }

  /// Conditions, none of them null, as one number that `RowReader.flags` takes apart.
  package mutating func appendInterpolation(flags: [SQL]) {
    let bits = flags.enumerated().map { place, flag in
      place == 0 ? SQL("(\(flag))::int") : SQL("\(literal: 1 << place) * (\(flag))::int")
    }
    appendInterpolation(bits.joined(separator: " + "))
  }

  /// Text between dollar quotes, whose tag it does not contain: a function's body.
  package mutating func appendInterpolation(body text: String) {
    var tag = "$$"
    var count = 0
    // The end of the text and the start of the closing tag must not make one either.
    while (text + "$").contains(tag) {
      tag = count == 0 ? "$body$" : "$body\(count)$"
      count += 1
    }
    appendInterpolation(SQL(trusted: tag + text + tag))
  }
}
