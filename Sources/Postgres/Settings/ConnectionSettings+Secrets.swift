/// Keeping secrets out of everything that is shown.
extension ConnectionSettings: CustomStringConvertible, CustomReflectable {
  private static let secretKeywords: Set<String> = [
    "password", "sslpassword", "oauth_client_secret",
  ]

  /// The keyword form, secrets masked: `dbname=app host=localhost password=***`.
  package var description: String {
    parameters.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Self.secretKeywords.contains($0.key) ? "***" : quoted($0.value))" }
      .joined(separator: " ")
  }

  /// Also `dump` and string interpolation of anything that holds settings show the masked form.
  package var customMirror: Mirror { Mirror(self, children: ["settings": description]) }

  /// A text of libpq's with every secret in it masked.
  func withoutSecrets(_ text: String) -> String {
    var text = text
    let known = Set([host, user, database].compactMap { $0 })
    for keyword in Self.secretKeywords.sorted() {
      guard let secret = parameters[keyword], !secret.isEmpty, !known.contains(secret) else {
        continue
      }
      text = replacing(secret, in: text)
    }
    return text
  }

  private func quoted(_ value: String) -> String {
    let needsQuotes = value.isEmpty || value.contains { " '\\=".contains($0) }
    guard needsQuotes else { return value }
    let escaped = value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "'\(escaped)'"
  }

  private func replacing(_ secret: String, in text: String) -> String {
    let needle = Array(secret.utf8)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: needle) {
        result += Array("***".utf8)
        index += needle.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
