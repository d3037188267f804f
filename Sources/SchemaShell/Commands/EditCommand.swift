import Lang

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `edit`, `edit models/blog.schema`
enum EditCommand: Command {
  static let signature = Signature(
    "edit", group: CommandGroup.shell, summary: "Edit the last entry and run it, or edit a file.",
    .argument("path", .path, .optional, help: "a file; it is not run"),
    discussion: "The editor is $VISUAL or $EDITOR, else vi. An entry that is emptied is not run.",
    examples: ["edit", "edit models/author.sql"])

  static func run(_ call: CommandCall, _ interpreter: Interpreter) throws -> Value {
    try edit(try call.text("path"), at: call.location, interpreter)
    return .null
  }

  static func edit(_ path: String?, at place: Location, _ interpreter: Interpreter) throws {
    let session = interpreter.session
    guard session.isInteractive else { return }
    guard interpreter.capabilities.allows(.processes) else {
      throw ScriptFailure("this script may not start an editor", at: place)
    }
    if let path {
      try open(session.files.canonical(path), place)
      return
    }
    // The entry before this one: `edit` itself is in the history already.
    let last = session.entries?().dropLast().last ?? ""
    let edited = try edited(last, place)
    if edited.contains(where: { !$0.isWhitespace }) { session.pendingEntry = edited }
  }

  /// What a person makes of a text in the editor.
  static func edited(_ text: String, _ place: Location) throws -> String {
    let folder = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var path = Array("\(folder)/schemashell-XXXXXX.schema".utf8CString)  // mkstemps fills the X in.
    // Only the owner can read its file.
    let file = mkstemps(&path, 7)
    guard file >= 0 else { throw ScriptFailure("cannot make a file in \(folder)", at: place) }
    let name = path.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    defer { unlink(name) }
    writeAll(text.isEmpty || text.hasSuffix("\n") ? text : text + "\n", to: file)
    close(file)
    try open(name, place)
    var edited = readText(at: name) ?? ""
    while edited.last == "\n" { edited.removeLast() }
    return edited
  }

  private static func open(_ path: String, _ place: Location) throws {
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap(environment).first { !$0.isEmpty } ?? "vi"
    let quoted = "'" + path.replacing("'", with: "'\\''") + "'"
    guard system("\(editor) \(quoted)") == 0 else {
      throw ScriptFailure(
        "the editor `\(editor)` failed", at: place, hint: "set $EDITOR to another")
    }
  }
}
