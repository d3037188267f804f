import SchemaShell

@main enum SchemaShellTool {
  static func main() {}
}
