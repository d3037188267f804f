/// A piece of SQL that quotes what is put into it.
///
/// It exists so that no statement is ever pasted together from strings: its interpolation takes
/// names, literals, bound values and other SQL, and has no overload for a bare `String`, so
/// `"drop table \(text)"` does not compile. Unquoted names are this field's commonest bug.
///
/// ```swift
/// let move: SQL = "alter table \(name: ["public", table]) set schema \(name: target)"
/// let find: SQL = "select oid from pg_class where relname = \(binding: table)"
/// ```
package struct SQL: Sendable, Hashable {
  /// Everything before the first bound value: for most statements, everything.
  private var head: String
  /// The bound values in order, each with the text that follows it.
  private var bound: [Bound] = []

  private struct Bound: Sendable, Hashable {
    var value: String?
    var rest: String
  }

  /// Takes over text that is SQL already: what PostgreSQL itself printed (`pg_get_viewdef` and the
  /// like), or what a person wrote as SQL. Never text made from names or values.
  package init(trusted: String) {
    head = trusted
  }

  package init() {
    head = ""
  }

  /// The whole text, with bound values written as literals. It can be pasted into psql.
  package var text: String {
    guard !bound.isEmpty else { return head }
    var text = head
    for item in bound {
      text += item.value.map(quoteLiteral) ?? "NULL"
      text += item.rest
    }
    return text
  }

  package var isEmpty: Bool { head.isEmpty && bound.isEmpty }

  /// The text as the server gets it: `$1`, `$2` … in the place of bound values.
  package var parameterizedText: String {
    guard !bound.isEmpty else { return head }
    var text = head
    for (index, item) in bound.enumerated() {
      text += "$\(index + 1)"
      text += item.rest
    }
    return text
  }

  package var bindings: [String?] { bound.map(\.value) }

  package mutating func append(_ other: SQL) {
    appendText(other.head)
    bound.append(contentsOf: other.bound)
  }

  package func appending(_ other: SQL) -> SQL {
    var result = self
    result.append(other)
    return result
  }

  package static func + (left: SQL, right: SQL) -> SQL { left.appending(right) }

  package static func += (left: inout SQL, right: SQL) { left.append(right) }

  fileprivate mutating func appendText(_ text: String) {
    if bound.isEmpty {
      head += text
    } else {
      bound[bound.count - 1].rest += text
    }
  }

  fileprivate mutating func appendBinding(_ value: String?) {
    bound.append(Bound(value: value, rest: ""))
  }
}

extension SQL: CustomStringConvertible {
  package var description: String { text }
}

extension SQL: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) {
    self.init(trusted: value)
  }

  package init(stringInterpolation: Interpolation) {
    self = stringInterpolation.sql
  }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL()

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.head.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) {
      sql.appendText(literal)
    }

    /// A name: `users`, `"Users"`, `"select"`.
    package mutating func appendInterpolation(name: String) {
      sql.appendText(quoteIdentifier(name))
    }

    /// A qualified name: `public.users`.
    package mutating func appendInterpolation(name parts: [String]) {
      sql.appendText(parts.map(quoteIdentifier).joined(separator: "."))
    }

    /// A string literal: `'it''s'`.
    package mutating func appendInterpolation(literal: String) {
      sql.appendText(quoteLiteral(literal))
    }

    /// A string literal, or `NULL`.
    package mutating func appendInterpolation(literal: String?) {
      sql.appendText(literal.map(quoteLiteral) ?? "NULL")
    }

    package mutating func appendInterpolation(literal: Int) {
      sql.appendText(String(literal))
    }

    package mutating func appendInterpolation(_ other: SQL) {
      sql.append(other)
    }

    /// Only here to say what to write instead.
    @available(*, unavailable, message: "text is no SQL: say name:, literal: or binding:")
    package mutating func appendInterpolation(_ text: String) {}

    /// A value that is sent beside the statement, as `$1`. Only where PostgreSQL takes parameters:
    /// queries and row changes, not DDL.
    package mutating func appendInterpolation(binding value: String?) {
      sql.appendBinding(value)
    }
  }
}

extension Sequence<SQL> {
  package func joined(separator: SQL = ", ") -> SQL {
    var result = SQL()
    var isFirst = true
    for item in self {
      if !isFirst { result.append(separator) }
      result.append(item)
      isFirst = false
    }
    return result
  }
}
