import TestSupport
import Testing

extension SchemaCase: CustomTestStringConvertible {
  package var testDescription: String { name }
}
