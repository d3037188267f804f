package import Postgres

/// How a difference in one attribute is brought about.
package enum Remedy: Sendable {
  /// Statements that change the object where it stands.
  case alter([Statement])
  /// The same, but whatever depends on the object must be out of the way while they run: a
  /// column's type is not changed under a view.
  case alterAlone([Statement])
  /// Statements that come first, before what the object needs or is made of is touched.
  case letGo([Statement])
  /// Statements that wait until everything which depends on the object is in place.
  case alterLate([Statement])
  /// One `create or replace` states the object anew; asked of the object once, for all attributes.
  case redefine
  /// Only dropping and creating it anew does it.
  case replace
  /// Only its parent, made anew, can have it so.
  case replaceParent
}

/// What PostgreSQL can do about one attribute of a kind of object.
///
/// Every stored property of a kind has one, so that nothing is compared without being planned and
/// nothing is stored without being compared.
package struct Rule<Object: SchemaObject>: Sendable {
  /// The stored property's name, which is also what a person is shown.
  package let attribute: String
  /// The stored property.
  let property: any AnyKeyPath & Sendable
  private(set) var differs: @Sendable (Object, Object) -> Bool
  package let show: @Sendable (Object) -> String
  /// What equal objects say alike.
  private(set) var sense: @Sendable (Object) -> String
  let remedy: @Sendable (_ old: Object, _ new: Object) -> Remedy
  /// Gives the first object the second one's attribute; false where it cannot be had by itself.
  let take: @Sendable (inout Object, _ from: Object) -> Bool
  /// True where the remedy reaches the objects that inherit from this one by itself.
  let isInherited: Bool
  /// True for what is only read: it follows from other attributes.
  let isDerived: Bool
  /// True for what says something to a person or to another program.
  private(set) var isTold: Bool
  /// A number or a truth value, and no text that looks like one.
  private(set) var isLiteral = false

  /// The attribute at `path`, changed as `remedy` says.
  package init<Value: Equatable & Sendable>(
    _ attribute: String, _ path: any KeyPath<Object, Value> & Sendable, isInherited: Bool = false,
    remedy: @escaping @Sendable (_ old: Object, _ new: Object) -> Remedy
  ) {
    self.attribute = attribute
    property = path
    differs = { Self.differs($0[keyPath: path], $1[keyPath: path]) }
    show = { Self.text($0[keyPath: path]) }
    sense = show
    take = { target, source in
      guard let path = path as? WritableKeyPath<Object, Value> else { return false }
      target[keyPath: path] = source[keyPath: path]
      return true
    }
    self.remedy = remedy
    self.isInherited = isInherited
    isDerived = false
    isTold = true
    isLiteral = Self.isLiteral(Value.self)
  }

  /// The attribute at `path`, changed in place by statements.
  package static func alter<Value: Equatable & Sendable>(
    _ attribute: String, _ path: any KeyPath<Object, Value> & Sendable,
    lock: LockMode = .accessExclusive,
    hazards: @escaping @Sendable (Object) -> [Hazard] = { _ in [] },
    _ sql: @escaping @Sendable (_ old: Object, _ new: Object) -> SQL
  ) -> Rule {
    Rule(attribute, path) { .alter([Statement(sql($0, $1), lock: lock, hazards: hazards($1))]) }
  }

  /// The attribute at `path`, part of what `create or replace` states.
  package static func redefine<Value: Equatable & Sendable>(
    _ attribute: String, _ path: any KeyPath<Object, Value> & Sendable
  ) -> Rule {
    Rule(attribute, path) { _, _ in .redefine }
  }

  /// The attribute at `path`, which only a new object can have.
  package static func replace<Value: Equatable & Sendable>(
    _ attribute: String, _ path: any KeyPath<Object, Value> & Sendable
  ) -> Rule {
    Rule(attribute, path) { _, _ in .replace }
  }

  /// The attribute is told by PostgreSQL in expressions, at least where `isExpression` says so: two
  /// that it reads alike are the same.
  package func asRead(
    where isExpression: @escaping @Sendable (Object) -> Bool = { _ in true }
  ) -> Rule {
    var rule = self
    let (show, differs) = (show, differs)
    let sense: @Sendable (Object) -> String = { object in
      isExpression(object) ? Reread.text(show(object)) : show(object)
    }
    rule.sense = sense
    rule.differs = { differs($0, $1) && !sense($0).isSpelled(as: sense($1)) }
    return rule
  }

  /// The attribute at `path`, kept for reading only: it follows from others that have rules. Most of
  /// it is of use to the planner alone.
  package static func derived<Value: Equatable & Sendable>(
    _ attribute: String, _ path: any KeyPath<Object, Value> & Sendable, isTold: Bool = false
  ) -> Rule {
    var rule = Rule(attribute, path, differs: { _, _ in false }, show: { text($0[keyPath: path]) })
    rule.isTold = isTold
    rule.isLiteral = isLiteral(Value.self)
    return rule
  }

  private init(
    _ attribute: String, _ property: any AnyKeyPath & Sendable,
    differs: @escaping @Sendable (Object, Object) -> Bool,
    show: @escaping @Sendable (Object) -> String
  ) {
    self.attribute = attribute
    self.property = property
    self.differs = differs
    self.show = show
    sense = show
    remedy = { _, _ in .alter([]) }
    take = { _, _ in false }
    isInherited = false
    isDerived = true
    isTold = false
  }

  private static func isLiteral(_ type: Any.Type) -> Bool {
    type == Bool.self || type == Int.self || type == Optional<Int>.self
  }

  /// To the byte: Swift takes two spellings of one character as equal.
  private static func differs<Value: Equatable & Sendable>(_ old: Value, _ new: Value) -> Bool {
    if old != new { return true }
    switch old as Any {
    case is String, is [String], is SQL: return !text(old).isSpelled(as: text(new))
    default: return false
    }
  }

  private static func text(_ value: some Sendable) -> String {
    switch value {
    case let text as String: text
    case let sql as SQL: sql.text
    case let list as [String]: list.joined(separator: ", ")
    case let optional as any OptionalValue: optional.unwrapped.map { "\($0)" } ?? "none"
    default: "\(value)"
    }
  }
}

extension SchemaObject {
  /// What is known of it beside its name, each property once, in the words that a comparison uses.
  package var told: [(name: String, value: String, isLiteral: Bool)] {
    var seen: [AnyKeyPath] = []
    return Self.rules.compactMap { rule in
      guard rule.isTold, !seen.contains(rule.property) else { return nil }
      seen.append(rule.property)
      return (rule.attribute, rule.show(self), rule.isLiteral)
    }
  }
}

private protocol OptionalValue {
  var unwrapped: Any? { get }
}

extension Optional: OptionalValue {
  var unwrapped: Any? { self }
}
