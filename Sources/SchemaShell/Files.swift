#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file's bytes, or nil where it cannot be read; `errno` then says why.
package func readBytes(at path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  return readBytes(from: file)
}

/// All bytes up to the end of an open file, pipe or terminal.
package func readBytes(from file: Int32) -> [UInt8]? {
  var bytes: [UInt8] = []
  var size = stat()
  let expected = fstat(file, &size) == 0 ? Int(size.st_size) : 0
  let chunk = max(1 << 16, min(expected + 1, 1 << 26))
  while true {
    var count = 0
    let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
      repeat { count = read(file, buffer.baseAddress, chunk) } while count < 0 && errno == EINTR
      initialized = max(0, count)
    }
    guard count >= 0 else { return nil }
    guard count > 0 else { return bytes }
    if bytes.isEmpty { bytes = part } else { bytes += part }
  }
}

/// A file's text; what is not UTF-8 in it is shown as U+FFFD.
package func readText(at path: String) -> String? {
  readBytes(at: path).map { String(decoding: $0, as: UTF8.self) }
}
