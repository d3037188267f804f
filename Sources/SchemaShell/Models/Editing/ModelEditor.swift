import Engine
import Lang
import Postgres

/// Brings model files from what they say to what a database has, and leaves alone whatever says so
/// already: its bytes, its comments, its place.
///
/// Both sides are canonical, so what is equal is known for sure. Where in the files a thing stands
/// that is not equal is found by its words; so whoever edits loads the result and compares, and has
/// what then still differs written anew.
struct ModelEditor {
  private let files: ModelFiles
  private let old: ModelWriter
  private let new: ModelWriter
  private let pieces: [ModelPiece]
  /// The pieces that make each object and all that belongs to it.
  private var places: [ObjectID: [Int]] = [:]
  private var edits: [TextEdits]
  /// Objects whose place in the files could not be told.
  private(set) var unclear: [ObjectID] = []
  /// Pieces that are taken out.
  private var gone: Set<Int> = []
  /// Files that do not exist yet.
  private var added: [String: ModelText] = [:]
  private var layout: ModelLayout
  private let folder: String?
  /// What is to be tried for a table whose lines leave a doubt.
  private let guesses: [ObjectID: TableEditor.Guess]
  /// In how many ways its lines could be meant, for each table that was edited.
  private(set) var guessCounts: [ObjectID: Int] = [:]

  /// `folder` is where new files may be made; nil when the model is one file.
  init(
    _ files: ModelFiles, from old: ModelWriter, to new: ModelWriter, folder: String?,
    guesses: [ObjectID: TableEditor.Guess] = [:]
  ) {
    self.files = files
    self.guesses = guesses
    self.old = old
    self.new = new
    self.folder = folder
    pieces = ModelPiece.all(of: files)
    edits = files.programs.map { TextEdits($0.source) }
    layout = ModelLayout(new.snapshot)
    let named = NamedObjects(old.snapshot)
    for (index, piece) in pieces.enumerated() {
      guard let subject = piece.subject else { continue }
      let object = named.all(subject).first ?? named.all(called: subject.names).first
      if let object { places[old.root(of: object.id), default: []].append(index) }
    }
  }

  /// The files' new texts by path; nil for those that go. `changed` are the objects that differ,
  /// `anew` those that are to be written without regard to what stands there.
  mutating func run(_ changed: [ObjectID], anew: Set<ObjectID>) -> [String: String?] {
    let going = changed.filter { new.declaration(of: $0) == nil && old.declaration(of: $0) != nil }
    for root in going { remove(root) }
    for root in changed {
      guard let shall = new.declaration(of: root) else { continue }
      guard let was = old.declaration(of: root) else {
        add(shall)
        continue
      }
      // Its words may say something else where something else has changed: `select *`.
      let isAnew = anew.contains(root)
      if isAnew || was.text != shall.text { edit(root, shall, isAnew: isAnew) }
    }
    var texts: [String: String?] = [:]
    for edits in edits where !edits.isEmpty {
      let text = edits.applied()
      let isEmpty = text.utf8.allSatisfy { $0 == 0x20 || $0 >= 9 && $0 <= 13 }
      texts[edits.source.name] = .some(isEmpty && folder != nil ? nil : text)
    }
    for (path, text) in added { texts[path] = text.text }
    return texts
  }

  // MARK: - What goes

  private mutating func remove(_ root: ObjectID) {
    let own = places[root] ?? []
    if !own.contains(where: { pieces[$0].makesSubject }) { unclear.append(root) }
    for index in own { edits[pieces[index].file].removeParagraph(pieces[index].whole) }
    gone.formUnion(own)
  }

  // MARK: - What changes

  private mutating func edit(
    _ root: ObjectID, _ shall: ModelWriter.Declaration, isAnew: Bool
  ) {
    let own = places[root] ?? []
    guard let main = own.first(where: { pieces[$0].makesSubject }) ?? own.first else {
      // What every database has, and nobody had to declare.
      add(shall)
      return
    }
    let piece = pieces[main]
    if !isAnew, let syntax = piece.syntax,
      edit(root, syntax, piece.file, beside: own.filter { $0 != main })
    {
      return
    }
    if files.programs[piece.file].source.kind == .foreign {
      edits[piece.file].replace(piece.span, with: new.statements(of: root).joined(separator: "\n"))
    } else {
      let was = old.declaration(of: root)
      if isAnew || was?.documentation != shall.documentation {
        document(piece, shall.documentation)
      }
      if isAnew || was?.body != shall.body {
        let text = piece.syntax.map { KeptComments(of: $0).put(into: shall.body) } ?? shall.body
        edits[piece.file].replace(piece.span, with: text)
      }
    }
    for index in own where index != main {
      edits[pieces[index].file].removeParagraph(pieces[index].whole)
    }
  }

  /// Puts `///` lines where those of a piece stand, or above it.
  private mutating func document(_ piece: ModelPiece, _ lines: [String]) {
    let there = documentation(above: piece)
    for span in there.dropFirst() { edits[piece.file].removeLines(span) }
    if let first = there.first {
      if lines.isEmpty {
        edits[piece.file].removeLines(first)
      } else {
        edits[piece.file].replace(first, with: lines.joined(separator: "\n"))
      }
    } else if !lines.isEmpty {
      edits[piece.file].insert(
        lines.map { $0 + "\n" }.joined(), at: edits[piece.file].startOfLine(piece.span.start))
    }
  }

  private mutating func edit(
    _ root: ObjectID, _ syntax: DeclarationSyntax, _ file: Int, beside others: [Int]
  ) -> Bool {
    guard let was = old.shape(of: root), let shall = new.shape(of: root),
      !others.contains(where: { pieces[$0].syntax != nil })
    else { return false }
    let apart = others.map { index in
      TableEditor.Apart(
        piece: index,
        tokens: SQLTokens(files.programs[pieces[index].file].source[pieces[index].span]))
    }
    do {
      var editor = try TableEditor(
        syntax, from: was, to: shall, in: edits[file], beside: apart,
        guess: guesses[root] ?? TableEditor.Guess())
      try editor.run()
      edits[file] = editor.edits
      for index in editor.goneApart {
        edits[pieces[index].file].removeParagraph(pieces[index].whole)
      }
      gone.formUnion(editor.goneApart)
      for (index, text) in editor.changedApart {
        edits[pieces[index].file].replace(pieces[index].span, with: text)
      }
      guessCounts[root] = editor.guessCount
      return true
    } catch {
      return false
    }
  }

  private func documentation(above piece: ModelPiece) -> [Span] {
    let source = files.programs[piece.file].source
    let first = source.position(at: piece.whole.start).line
    let last = source.position(at: piece.span.start).line
    return (first..<max(first, last)).map(source.lineSpan).filter {
      source[$0].drop { $0 == " " || $0 == "\t" }.hasPrefix("///")
    }
  }

  // MARK: - What comes

  /// Puts a new declaration behind the last of its kind; a table of a folder into a file of its own.
  private mutating func add(_ declaration: ModelWriter.Declaration) {
    let kin = pieces.indices.last { index in
      guard !gone.contains(index), let subject = pieces[index].subject, pieces[index].makesSubject
      else { return false }
      return declaration.isKin(of: subject)
    }
    let usesOwnFile = folder != nil && declaration.isBlock
    if !usesOwnFile, let kin { return insert(declaration, behind: kin) }
    guard let folder else {
      // Kinds stand in the order in which a person would declare them.
      let ranks = ModelWriter.ranks
      let own = ranks[declaration.id.kind] ?? Int.max
      let before = pieces.indices.last { index in
        guard !gone.contains(index), let subject = pieces[index].subject, pieces[index].makesSubject
        else { return false }
        return (ranks.first { $0.key == subject.kind }?.value ?? Int.max) <= own
      }
      if let last = before ?? pieces.indices.last(where: { !gone.contains($0) }) {
        return insert(declaration, behind: last)
      }
      guard let file = edits.indices.last else { return }
      let end = edits[file].source.bytes.count
      let isOpen = end > 0 && edits[file].source.bytes[end - 1] != 10
      edits[file].insert((isOpen ? "\n" : "") + text(of: declaration, in: file) + "\n", at: end)
      return
    }
    let path = folder + "/" + layout.path(for: declaration)
    if let file = files.programs.firstIndex(where: { $0.source.name == path }) {
      let end = edits[file].source.bytes.count
      edits[file].insert("\n" + text(of: declaration, in: file) + "\n", at: end)
    } else {
      added[path, default: ModelText()].add(declaration)
    }
  }

  private mutating func insert(_ declaration: ModelWriter.Declaration, behind index: Int) {
    let piece = pieces[index]
    let end = edits[piece.file].endOfLine(max(piece.whole.end, piece.span.end))
    let text = text(of: declaration, in: piece.file)
    let isParagraph =
      text.contains("\n") || files.programs[piece.file].source[piece.span].contains("\n")
    edits[piece.file].insert((isParagraph ? "\n\n" : "\n") + text, at: end)
  }

  private func text(of declaration: ModelWriter.Declaration, in file: Int) -> String {
    files.programs[file].source.kind == .foreign
      ? new.statements(of: declaration.id).joined(separator: "\n") : declaration.text
  }
}

extension ModelWriter.Declaration {
  /// Of the same kind, as a declaration calls it.
  fileprivate func isKin(of subject: ObjectID) -> Bool {
    subject.kind == id.kind || text.hasPrefix(subject.kind.rawValue + " ")
      || text.hasPrefix("create " + subject.kind.rawValue + " ")
  }
}
