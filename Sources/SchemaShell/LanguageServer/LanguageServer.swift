import Lang

/// Answers an editor's questions about the scripts it has open.
///
/// One message after another; a text is analyzed anew when it has changed, which costs less than a
/// millisecond for a file a person writes. No message can end the process but `exit`.
final class LanguageServer {
  private let interpreter: Interpreter
  private let stream: MessageStream
  private var documents: [String: Document] = [:]
  private let workspace: Workspace
  private var isShutDown = false

  init(_ interpreter: Interpreter, _ stream: MessageStream) {
    self.interpreter = interpreter
    self.stream = stream
    workspace = Workspace(interpreter)
  }

  /// What a request is answered with when it cannot be.
  private struct Refusal: Error {
    var code: Int
    var message: String
  }

  /// Serves until the editor leaves; returns the process's status.
  func run() -> Int {
    while let text = stream.next() {
      guard let message = try? interpreter.value(ofJSON: text) else {
        answer(.null, error: Refusal(code: -32700, message: "this is no JSON"))
        continue
      }
      guard let method = message["method"]?.textValue else {
        // An answer to a question that we never ask, or nonsense.
        if let id = message["id"], message["result"] == nil, message["error"] == nil {
          answer(id, error: Refusal(code: -32600, message: "a request needs a method"))
        }
        continue
      }
      if method == "exit" { return isShutDown ? 0 : 1 }
      let parameters = message["params"] ?? .null
      if let id = message["id"] {
        do {
          answer(id, try result(of: method, parameters))
        } catch {
          answer(id, error: error)
        }
      } else {
        notify(method, parameters)
      }
    }
    return isShutDown ? 0 : 1
  }

  // MARK: Messages

  private func answer(_ id: Value, _ result: Value) {
    send(["jsonrpc": "2.0", "id": id, "result": result])
  }

  private func answer(_ id: Value, error: any Error) {
    let refusal =
      error as? Refusal
      ?? Refusal(code: -32603, message: (error as? ScriptFailure)?.message ?? "\(error)")
    send([
      "jsonrpc": "2.0", "id": id,
      "error": .map(["code": .int(refusal.code), "message": Value(refusal.message)]),
    ])
  }

  private func send(_ message: MapValue) {
    guard let text = try? interpreter.json(.map(message)) else { return }
    stream.send(text)
  }

  private func result(of method: String, _ parameters: Value) throws(Refusal) -> Value {
    guard !isShutDown else { throw Refusal(code: -32600, message: "the server is shut down") }
    switch method {
    case "initialize":
      openWorkspace(parameters)
      return LanguageServer.capabilities
    case "shutdown":
      isShutDown = true
      return .null
    case "textDocument/completion":
      let (document, offset) = try place(parameters)
      return document.completions(at: offset)
    case "textDocument/hover":
      let (document, offset) = try place(parameters)
      return document.hover(at: offset)
    case "textDocument/definition":
      let (document, offset) = try place(parameters)
      return document.definition(at: offset)
    case "textDocument/references":
      let (document, offset) = try place(parameters)
      return document.references(at: offset)
    case "textDocument/formatting": return try document(parameters).formatting()
    case "textDocument/documentSymbol": return try document(parameters).symbols()
    default: throw Refusal(code: -32601, message: "there is no method \(method)")
    }
  }

  private func openWorkspace(_ parameters: Value) {
    let folders = parameters["workspaceFolders"]?.listValue?.compactMap { $0["uri"]?.textValue }
    let root = parameters["rootUri"]?.textValue
    workspace.folders = (folders ?? (root.map { [$0] } ?? [])).map(DocumentText.path)
  }

  private func notify(_ method: String, _ parameters: Value) {
    if method == "workspace/didChangeWatchedFiles" { return workspace.forget() }
    let item = parameters["textDocument"]
    guard let uri = item?["uri"]?.textValue else { return }
    switch method {
    case "textDocument/didOpen":
      guard let text = item?["text"]?.textValue else { return }
      open(uri, text)
    case "textDocument/didChange":
      // Whole texts only: that is what the server asks for.
      guard let text = parameters["contentChanges"]?.listValue?.last?["text"]?.textValue else {
        return
      }
      open(uri, text)
    case "textDocument/didClose":
      documents[uri] = nil
      workspace.close(DocumentText.path(of: uri))
      publish(uri, [])
    case "textDocument/didSave": workspace.forget()
    default: break
    }
  }

  private func open(_ uri: String, _ text: String) {
    let document = Document(uri, text, interpreter, workspace)
    documents[uri] = document
    publish(uri, document.diagnostics())
  }

  private func publish(_ uri: String, _ diagnostics: [Value]) {
    send([
      "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics",
      "params": .map(["uri": Value(uri), "diagnostics": .list(diagnostics)]),
    ])
  }

  private func document(_ parameters: Value) throws(Refusal) -> Document {
    guard let uri = parameters["textDocument"]?["uri"]?.textValue, let found = documents[uri] else {
      throw Refusal(code: -32602, message: "this document is not open")
    }
    return found
  }

  private func place(_ parameters: Value) throws(Refusal) -> (Document, Int) {
    let document = try document(parameters)
    guard let line = parameters["position"]?["line"]?.intValue,
      let character = parameters["position"]?["character"]?.intValue
    else { throw Refusal(code: -32602, message: "a position is missing") }
    return (document, document.text.offset(line: line, character: character))
  }

  private static var capabilities: Value {
    .map([
      "capabilities": .map([
        "positionEncoding": "utf-16", "textDocumentSync": .map(["openClose": true, "change": 1]),
        "completionProvider": .map(["triggerCharacters": [".", "("]]), "hoverProvider": true,
        "definitionProvider": true, "referencesProvider": true,
        "documentFormattingProvider": true, "documentSymbolProvider": true,
      ]),
      "serverInfo": .map(["name": "schemashell", "version": Value(Version.text)]),
    ])
  }
}

extension Value {
  /// A member of a JSON object; nil for all else.
  fileprivate subscript(name: String) -> Value? { mapValue?[name] }
}
