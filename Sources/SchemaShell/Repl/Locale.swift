#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The character set of the terminal.
///
/// Swift never calls `setlocale`, and libedit crashes on a non-ASCII prompt in the C locale, which
/// is what containers have: a UTF-8 locale is chosen first, or we are told that there is none.
package enum Locale {
  /// Chooses the person's own locale, or any that speaks UTF-8; says whether it does.
  package static func choose() -> Bool {
    setlocale(LC_CTYPE, "")
    if isUTF8 { return true }
    for name in ["C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"] {
      if setlocale(LC_CTYPE, name) != nil && isUTF8 { return true }
    }
    return false
  }

  private static var isUTF8: Bool {
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return String(cString: name) == "UTF-8"
  }
}
