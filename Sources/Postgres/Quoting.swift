/// Quoting of names and strings by PostgreSQL's own rules.
///
/// They stand here, and not on the server, because every statement we print needs them, also when
/// there is no connection. A test compares them with `quote_ident` and `quote_literal`.

/// A name as it must be written in SQL, bare where that is safe: what `quote_ident` gives.
package func quoteIdentifier(_ name: String) -> String {
  if isBareIdentifier(name) { return name }
  return enclosed(name, in: UInt8(ascii: "\""), doublingBackslash: false)
}

/// A string literal: what `quote_literal` gives. With a backslash inside it takes the form `E'…'`,
/// which means the same whatever `standard_conforming_strings` is.
package func quoteLiteral(_ text: String) -> String {
  let hasBackslash = text.utf8.contains(UInt8(ascii: "\\"))
  let quoted = enclosed(text, in: UInt8(ascii: "'"), doublingBackslash: hasBackslash)
  return hasBackslash ? "E" + quoted : quoted
}

private func isBareIdentifier(_ name: String) -> Bool {
  guard let first = name.utf8.first, isLowercaseOrUnderscore(first) else { return false }
  guard name.utf8.allSatisfy({ isLowercaseOrUnderscore($0) || (0x30...0x39).contains($0) }) else {
    return false
  }
  return !keywordsThatNeedQuotes.contains(name)
}

private func isLowercaseOrUnderscore(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte) || byte == 0x5F
}

private func enclosed(_ text: String, in quote: UInt8, doublingBackslash: Bool) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count + 2)
  bytes.append(quote)
  for byte in text.utf8 {
    if byte == quote || (doublingBackslash && byte == UInt8(ascii: "\\")) { bytes.append(byte) }
    bytes.append(byte)
  }
  bytes.append(quote)
  return String(decoding: bytes, as: UTF8.self)
}
