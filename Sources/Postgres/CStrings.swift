#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// C strings and arrays of them, as libpq and `execv` want them; they live as long as the arena.
final class CStringArena {
  private var strings: [UnsafeMutablePointer<CChar>] = []
  private var arrays: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

  deinit {
    for string in strings { free(string) }
    for array in arrays { array.deallocate() }
  }

  func string(_ text: String) -> UnsafePointer<CChar>? {
    guard let copy = strdup(text) else { return nil }
    strings.append(copy)
    return UnsafePointer(copy)
  }

  /// An array that ends with a null pointer; a nil inside is one too.
  func array(_ texts: [String?]) -> UnsafePointer<UnsafePointer<CChar>?> {
    let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: texts.count + 1)
    arrays.append(array)
    for (index, text) in texts.enumerated() { array[index] = text.flatMap(string) }
    array[texts.count] = nil
    return UnsafePointer(array)
  }
}
