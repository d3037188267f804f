/// A PostgreSQL server's version as it numbers itself: 150018 is 15.18.
package struct ServerVersion: Sendable, Comparable, Hashable {
  package let number: Int
  package init(_ number: Int) { self.number = number }
  package var major: Int { number / 10000 }
  package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}
