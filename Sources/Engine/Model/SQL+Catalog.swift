package import Postgres

extension SQL.Interpolation {
  /// Text that PostgreSQL's catalogs hold as SQL: a type's name, an expression, a definition.
  package mutating func appendInterpolation(catalog text: String) {
    appendInterpolation(SQL(trusted: text))
  }
}
