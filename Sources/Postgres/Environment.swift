#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The environment variables, as a value: what reads them can be given others, by a test for one.
package struct Environment: Sendable {
  private var overrides: [String: String]?

  /// The process's own.
  package static var current: Environment { Environment(overrides: nil) }

  package init(_ variables: [String: String]) {
    overrides = variables
  }

  private init(overrides: [String: String]?) {
    self.overrides = overrides
  }

  package subscript(name: String) -> String? {
    if let overrides { return overrides[name] }
    return getenv(name).map { String(cString: $0) }
  }
}
