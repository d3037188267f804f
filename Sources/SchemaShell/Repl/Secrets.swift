/// Tells whether a text may hold a password, so that it is kept out of every file.
///
/// Judged by what the text says and not by how it was entered: a false alarm costs a line of
/// history, a miss costs a secret.
package enum Secrets {
  package static func areIn(_ text: String) -> Bool {
    let lowered = text.lowercased()
    if ["password", "passwd", "pgpass", "private key-----"].contains(where: lowered.contains) {
      return true
    }
    return lowered.split(whereSeparator: \.isWhitespace).contains(where: hasCredentials)
  }

  /// `postgres://user:secret@host`: a colon between `://` and the last `@` of the word, as a slash
  /// may stand in a password that was not encoded.
  private static func hasCredentials(_ word: Substring) -> Bool {
    guard let scheme = word.utf8.indices.first(where: { word[$0...].hasPrefix("://") }),
      let at = word.lastIndex(of: "@"), scheme < at
    else { return false }
    return word[scheme..<at].dropFirst(3).contains(":")
  }
}
