import CEditLine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The terminal editor: libedit, made to edit a statement of many lines as one text.
///
/// The only file that knows libedit. Its traps, each met: signals stay ours (libedit would send
/// them on to the parent process), a paste is inserted and never run, a text in the C locale is
/// ASCII, and what the prompt function returns outlives the call.
package final class LineEditor: LineReading {
  /// Asked at Enter.
  package var completeness: (String) -> Completeness = { _ in .complete }
  /// Asked at Tab: the text, and the cursor's place in Unicode scalars.
  package var completions: (String, Int) -> Completions = { _, _ in .none }

  private let edit: OpaquePointer
  private let past: OpaquePointer
  private let history: History
  private let style: Style
  private let speaksUTF8: Bool
  private let isDumb: Bool
  private var promptBytes: UnsafeMutablePointer<CChar>?
  private var isAnswering = false
  private var wasInterrupted = false
  /// Read, but not yet a key.
  private var unusedByte: UInt8?

  /// Takes over standard input and output, which must be a terminal; nil where libedit refuses.
  package init?(history: History, style: Style) {
    speaksUTF8 = Locale.choose()
    isDumb = Terminal.isDumb
    self.history = history
    self.style = style
    guard let edit = ss_edit_open("schemashell") else { return nil }
    guard let past = history_winit() else {
      el_end(edit)
      return nil
    }
    self.edit = edit
    self.past = past
    setUp()
    Interrupts.catchInterrupts()
    Interrupts.catchTerminalChanges()
  }

  deinit {
    el_end(edit)
    history_wend(past)
    free(promptBytes)
  }

  package func readEntry(prompt: Prompt) -> Reading {
    let text = prompt.parts.map { part in
      part.role.map { style.apply($0, to: part.text) } ?? part.text
    }
    return read(prompt: markEscapes(text.joined()))
  }

  package func readAnswer(to question: String) -> Reading {
    isAnswering = true
    defer { isAnswering = false }
    return read(prompt: question)
  }

  package func remember(_ entry: String) {
    guard history.add(entry) else { return }
    enterIntoPast(entry)
  }

  // MARK: - One reading

  private func read(prompt: String) -> Reading {
    setPrompt(prompt)
    el_resize(edit)
    setBracketedPaste(true)
    if Interrupts.isStoppable { Interrupts.catchStops(true) }
    defer {
      setBracketedPaste(false)
      if Interrupts.isStoppable { Interrupts.catchStops(false) }
      if Interrupts.takeStop() { Interrupts.stop() }
    }
    // libedit takes the terminal over after it has shown the prompt; until then, the system holds
    // back a line and forgets what goes beyond 4,096 bytes.
    ss_edit_prepare_terminal(edit, 1)
    _ = Interrupts.takeInterrupt()
    wasInterrupted = false
    var count: Int32 = 0
    guard let start = el_wgets(edit, &count), count > 0 else {
      el_reset(edit)
      writeAll(wasInterrupted ? "^C\n" : "\n", to: 1)
      return wasInterrupted ? .interrupted : .end
    }
    // The count is the truth: an old, longer text may follow in the same memory.
    let text = LineEditor.text(UnsafeBufferPointer(start: start, count: Int(count)))
    return .entry(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  private func setPrompt(_ prompt: String) {
    let shown = speaksUTF8 ? prompt : LineEditor.ascii(prompt)
    free(promptBytes)
    promptBytes = strdup(shown)
  }

  private func setBracketedPaste(_ isOn: Bool) {
    guard !isDumb else { return }
    writeAll(isOn ? "\u{1B}[?2004h" : "\u{1B}[?2004l", to: 1)
  }

  // MARK: - Keys

  private func setUp() {
    ss_edit_set_client(edit, Unmanaged.passUnretained(self).toOpaque())
    ss_edit_leave_signals_alone(edit)
    ss_edit_use_emacs_keys(edit)
    ss_edit_set_prompt(edit) { LineEditor.of($0)?.promptBytes }
    ss_edit_set_reader(edit) { LineEditor.of($0)?.readKey(into: $1) ?? 0 }
    ss_history_limit(past, Int32(History.limit))
    ss_edit_use_history(edit, past)
    for entry in history.entries { enterIntoPast(entry) }

    bind("enter", to: ["^J", "^M"], "accept a complete entry, else start its next line") {
      edit, _ in LineEditor.of(edit)?.enter() ?? failed
    }
    bind("new-line", to: ["\\e^J", "\\e^M"], "start a new line wherever the entry stands") {
      edit, _ in LineEditor.of(edit)?.insert("\n") ?? failed
    }
    bind("complete", to: ["^I"], "complete the word at the cursor") {
      edit, _ in LineEditor.of(edit)?.complete() ?? failed
    }
    bind("paste", to: ["\\e[200~"], "insert what the terminal pastes") {
      edit, _ in LineEditor.of(edit)?.paste() ?? failed
    }
    bind("up", to: ["\\e[A", "\\eOA"], "the line above, or the entry before") {
      edit, _ in LineEditor.of(edit)?.moveUp() ?? failed
    }
    bind("down", to: ["\\e[B", "\\eOB"], "the line below, or the entry after") {
      edit, _ in LineEditor.of(edit)?.moveDown() ?? failed
    }
    bind("line-start", to: ["^A", "\\e[H", "\\eOH", "\\e[1~"], "the start of the line") {
      edit, _ in LineEditor.of(edit)?.move { $0.lineStart } ?? failed
    }
    bind("line-end", to: ["^E", "\\e[F", "\\eOF", "\\e[4~"], "the end of the line") {
      edit, _ in LineEditor.of(edit)?.move { $0.lineEnd } ?? failed
    }
    ss_edit_bind(edit, "^R", "em-inc-search-prev")
    ss_edit_bind(edit, "\\e[3~", "ed-delete-next-char")
    ss_edit_bind(edit, "\\e[1;5C", "em-next-word")
    ss_edit_bind(edit, "\\e[1;5D", "ed-prev-word")
    ss_edit_bind(edit, acceptKey, "ed-newline")
    ss_edit_bind(edit, pastEntryKey, "ed-prev-history")
    ss_edit_bind(edit, nextEntryKey, "ed-next-history")
    el_source(edit, nil)
  }

  private func bind(
    _ name: String, to keys: [String], _ help: String,
    _ function: @escaping @convention(c) (OpaquePointer?, Int32) -> UInt8
  ) {
    ss_edit_add_function(edit, "schemashell-" + name, help, function)
    for key in keys { ss_edit_bind(edit, key, "schemashell-" + name) }
  }

  private static func of(_ edit: OpaquePointer?) -> LineEditor? {
    guard let edit, let client = ss_edit_client(edit) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
  }

  private func enter() -> UInt8 {
    if !isAnswering, case .incomplete(let indent) = completeness(entry.text) {
      return insert("\n" + String(repeating: " ", count: indent))
    }
    // Ours may not end the line itself: only the built-in function leaves the text terminated.
    return press(acceptKey)
  }

  private func moveUp() -> UInt8 {
    entry.placeAbove == nil ? press(pastEntryKey) : move { $0.placeAbove ?? 0 }
  }

  private func moveDown() -> UInt8 {
    entry.placeBelow == nil ? press(nextEntryKey) : move { $0.placeBelow ?? 0 }
  }

  private func move(to place: (EntryText) -> Int) -> UInt8 {
    let entry = entry
    el_cursor(edit, Int32(place(entry) - entry.cursor))
    return UInt8(CC_CURSOR)
  }

  /// Lets libedit go on with one of its own functions.
  private func press(_ key: String) -> UInt8 {
    let characters = key.split(separator: "^").compactMap { $0.unicodeScalars.first }
    el_push(edit, String(characters.map { Unicode.Scalar(UInt8($0.value & 0x1F)) }))
    return UInt8(CC_NORM)
  }

  // MARK: - Completion and paste

  private func complete() -> UInt8 {
    let entry = entry
    guard !isAnswering else { return failed }
    if entry.isAtIndent && entry.lineStart > 0 { return insert("  ") }
    let found = completions(entry.text, entry.cursor)
    guard let first = found.candidates.first, found.start <= entry.cursor else {
      return UInt8(CC_REFRESH_BEEP)
    }
    let isOnly = found.candidates.count == 1
    let better = isOnly ? first.text + first.suffix : found.commonPrefix
    let typedCount = entry.cursor - found.start
    guard isOnly || better.unicodeScalars.count > typedCount else {
      list(found.candidates.map(\.text))
      return UInt8(CC_REDISPLAY)
    }
    el_deletestr(edit, Int32(typedCount))
    return insert(better)
  }

  private func list(_ candidates: [String]) {
    let shown = candidates.prefix(LineEditor.listLimit)
    var lines = Columns.lines(Array(shown), width: Terminal.output.size?.columns ?? 80)
    if candidates.count > shown.count {
      lines.append("… and \(candidates.count - shown.count) more")
    }
    let moved = goToEnd()
    let listing = "\n" + lines.joined(separator: "\n") + "\n"
    writeAll(speaksUTF8 ? listing : LineEditor.ascii(listing), to: 1)
    el_cursor(edit, -moved)
  }

  private func paste() -> UInt8 {
    let end = Array("\u{1B}[201~".unicodeScalars)
    var pasted: [Unicode.Scalar] = []
    while !(pasted.count >= end.count && pasted.suffix(end.count).elementsEqual(end)) {
      var key: wchar_t = 0
      guard el_wgetc(edit, &key) == 1 else { return UInt8(CC_FATAL) }
      pasted.append(LineEditor.scalar(key))
    }
    return insert(EntryText.pasted(pasted.dropLast(end.count)))
  }

  // MARK: - Reading keys

  /// One character from the terminal; -1 ends the reading, 0 is its end.
  private func readKey(into key: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    guard let first = unusedByte.take() ?? readByte() else { return wasInterrupted ? -1 : 0 }
    var bytes = [first]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    while bytes.count < length, let next = readByte() {
      guard next & 0xC0 == 0x80 else {
        // The character was never finished; what came instead is a key of its own, perhaps Enter.
        unusedByte = next
        break
      }
      bytes.append(next)
    }
    if wasInterrupted { return -1 }
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "?"
    key?.pointee = wchar_t(speaksUTF8 || scalar.isASCII ? scalar.value : 0x3F)
    return 1
  }

  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let hasKey = Interrupts.awaitKey()
      if Interrupts.takeInterrupt() {
        goToEnd()
        wasInterrupted = true
        return nil
      }
      if Interrupts.takeStop() { stop() }
      if Interrupts.takeContinuation() { takeTerminal() }
      if Interrupts.takeTerminalChange() { el_resize(edit) }
      guard hasKey else { continue }
      let count = readKeyByte(&byte)
      if count == 1 { return byte }
      guard count < 0 && (errno == EINTR || errno == EAGAIN) else { return nil }
    }
  }

  /// `^Z`: whoever comes next finds the terminal as it was.
  private func stop() {
    goToEnd()
    setBracketedPaste(false)
    ss_edit_prepare_terminal(edit, 0)
    Interrupts.stop()
    Interrupts.catchStops(true)
    takeTerminal()
    _ = Interrupts.takeContinuation()
  }

  /// The shell that had the terminal in between left it in a mode of its own, of which libedit does
  /// not know.
  private func takeTerminal() {
    ss_edit_prepare_terminal(edit, 0)
    ss_edit_prepare_terminal(edit, 1)
    setBracketedPaste(true)
    ss_edit_refresh(edit)
  }

  /// Puts the cursor behind the text on the screen, so that nothing is written over it; says by
  /// how much it moved.
  @discardableResult
  private func goToEnd() -> Int32 {
    let entry = entry
    let count = Int32(entry.scalars.count - entry.cursor)
    el_cursor(edit, count)
    ss_edit_refresh(edit)
    return count
  }

  // MARK: - Text

  /// The text being edited.
  private var entry: EntryText {
    guard let line = el_wline(edit)?.pointee, let start = line.buffer, let end = line.lastchar,
      let cursor = line.cursor
    else { return EntryText([], cursor: 0) }
    let characters = UnsafeBufferPointer(start: start, count: end - start)
    return EntryText(characters.map(LineEditor.scalar), cursor: cursor - start)
  }

  @discardableResult
  private func insert(_ text: String) -> UInt8 {
    let shown = speaksUTF8 ? text : LineEditor.ascii(text)
    let isInserted = el_winsertstr(edit, shown.unicodeScalars.map { wchar_t($0.value) } + [0]) == 0
    return isInserted ? UInt8(CC_REFRESH) : failed
  }

  private func enterIntoPast(_ entry: String) {
    let shown = speaksUTF8 ? entry : LineEditor.ascii(entry)
    ss_history_enter(past, shown.unicodeScalars.map { wchar_t($0.value) } + [0])
  }

  private static func text(_ characters: UnsafeBufferPointer<wchar_t>) -> String {
    String(characters.map(scalar))
  }

  private static func scalar(_ character: wchar_t) -> Unicode.Scalar {
    UInt32(exactly: character).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
  }

  private static func ascii(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.isASCII ? $0 : "?" as Unicode.Scalar })
  }

  /// libedit counts no column for what stands between two `\1`, and ties it to the character that
  /// follows: two such runs must not stand side by side.
  private func markEscapes(_ text: String) -> String {
    var marked = ""
    var isEscape = false
    for character in text {
      if character == "\u{1B}" {
        isEscape = true
        if marked.last == "\u{1}" { marked.removeLast() } else { marked += "\u{1}" }
      }
      marked.append(character)
      if isEscape && character == "m" {
        isEscape = false
        marked += "\u{1}"
      }
    }
    return marked
  }

  private static let listLimit = 200
  // Keys that nobody types stand for built-in functions: a function of ours can only push keys.
  private let acceptKey = "^X^M"
  private let pastEntryKey = "^X^P"
  private let nextEntryKey = "^X^N"
}

private let failed = UInt8(CC_ERROR)

/// Outside the class, where `read` means the system's.
private func readKeyByte(_ byte: inout UInt8) -> Int { read(0, &byte, 1) }
