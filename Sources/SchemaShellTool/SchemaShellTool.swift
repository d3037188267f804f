import SchemaShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program: all of it is the library's.
@main enum SchemaShellTool {
  static func main() {
    exit(Launch.start(Array(CommandLine.arguments.dropFirst())))
  }
}
