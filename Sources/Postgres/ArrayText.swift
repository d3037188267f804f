/// PostgreSQL's text form of numbers and arrays, read straight from bytes.
///
/// The catalogs hand out many lists (`conkey`, `indkey`, `reloptions`); sending them as arrays and
/// reading them here costs less than one row for each element.

/// A whole number in decimal, or nil when it is anything else or too large.
func parseInt(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  var index = 0
  let isNegative = bytes.first == UInt8(ascii: "-")
  if isNegative { index = 1 }
  guard index < bytes.count else { return nil }
  var value = 0
  while index < bytes.count {
    let digit = Int(bytes[index]) - 0x30
    guard digit >= 0, digit <= 9 else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    // Downwards, since the smallest number has no positive twin.
    let (sum, overflowToo) = product.subtractingReportingOverflow(digit)
    if overflow || overflowToo { return nil }
    value = sum
    index += 1
  }
  if isNegative { return value }
  return value == Int.min ? nil : -value
}

/// `{1,2}` or `1 2`; both may be empty.
func parseIntArray(_ bytes: UnsafeBufferPointer<UInt8>) -> [Int]? {
  let body = arrayBody(bytes) ?? bytes
  var values: [Int] = []
  var start = body.startIndex
  for end in body.startIndex...body.endIndex {
    let isEnd = end == body.endIndex || body[end] == UInt8(ascii: ",") || body[end] == 0x20
    guard isEnd else { continue }
    if end == body.endIndex, values.isEmpty, start == end { return [] }
    guard let value = parseInt(UnsafeBufferPointer(rebasing: body[start..<end])) else { return nil }
    values.append(value)
    start = end + 1
  }
  return values
}

/// The elements of an array without nulls; the inner braces of several dimensions are ignored.
func parseTextArray(_ bytes: UnsafeBufferPointer<UInt8>) -> [String]? {
  guard let elements = parseArray(bytes) else { return nil }
  var texts: [String] = []
  texts.reserveCapacity(elements.count)
  for element in elements {
    guard let element else { return nil }
    texts.append(element)
  }
  return texts
}

/// The elements of an array in its text form, as `array_out` writes it; nil when it is malformed.
package func parseArray(_ bytes: UnsafeBufferPointer<UInt8>) -> [String?]? {
  guard let body = arrayBody(bytes) else { return nil }
  var elements: [String?] = []
  var index = body.startIndex
  while index < body.endIndex {
    switch body[index] {
    case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}"):
      index += 1
    case UInt8(ascii: "\""):
      guard let (element, next) = quotedElement(body, after: index) else { return nil }
      elements.append(element)
      index = next
    default:
      let rest = body[index...]
      let end =
        rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? body.endIndex
      let element = String(decoding: body[index..<end], as: UTF8.self)
      // A string that spells NULL comes in quotes, so this is a real null.
      elements.append(element == "NULL" ? nil : element)
      index = end
    }
  }
  return elements
}

/// What stands between the outer braces, without the bounds in front (`[0:1]={…}`).
private func arrayBody(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
  var start = 0
  if bytes.first == UInt8(ascii: "["), let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
    start = equals + 1
  }
  guard bytes.count >= start + 2, bytes[start] == UInt8(ascii: "{"),
    bytes[bytes.count - 1] == UInt8(ascii: "}")
  else { return nil }
  return UnsafeBufferPointer(rebasing: bytes[(start + 1)..<(bytes.count - 1)])
}

private func quotedElement(
  _ body: UnsafeBufferPointer<UInt8>, after quote: Int
) -> (element: String, next: Int)? {
  var bytes: [UInt8] = []
  var index = quote + 1
  while index < body.endIndex {
    switch body[index] {
    case UInt8(ascii: "\""):
      return (String(decoding: bytes, as: UTF8.self), index + 1)
    case UInt8(ascii: "\\"):
      guard index + 1 < body.endIndex else { return nil }
      bytes.append(body[index + 1])
      index += 2
    default:
      bytes.append(body[index])
      index += 1
    }
  }
  return nil
}
