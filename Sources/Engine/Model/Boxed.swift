/// Properties of an object that are kept apart from it, because few of its kind have them. Each has
/// a rule as the others do.
package final class Boxed<Content: Sendable>: Sendable, BoxedProperties {
  let content: Content

  init(_ content: Content) { self.content = content }

  package var properties: Any { content }
}

/// A box of whatever properties.
package protocol BoxedProperties {
  var properties: Any { get }
}
