/// One thing of the world outside that a script may touch. A new interpreter has none.
public enum Capability: Sendable, Hashable {
  /// Reading files under a folder.
  case read(String)
  /// Writing files under a folder.
  case write(String)
  /// Variables of the environment; an empty list grants all.
  case environment([String])
  /// What time it is, and waiting.
  case clock
  /// Starting other programs.
  case processes
  /// Opening connections; what that means is the host's to say.
  case connect
}

/// What a script may do, as data: builtins and the host ask before they act.
public struct Capabilities: Sendable, ExpressibleByArrayLiteral {
  private var granted: Set<Capability>

  public init(_ granted: Set<Capability> = []) { self.granted = granted }
  public init(arrayLiteral elements: Capability...) { granted = Set(elements) }

  /// For a shell that acts for the person in front of it.
  public static let all: Capabilities = [
    .read("/"), .write("/"), .environment([]), .clock, .processes, .connect,
  ]

  public mutating func grant(_ capability: Capability) { granted.insert(capability) }

  public func allows(_ capability: Capability) -> Bool {
    if granted.contains(capability) { return true }
    switch capability {
    case .read, .write, .clock, .processes, .connect: return false
    case .environment(let names):
      return granted.contains {
        guard case .environment(let allowed) = $0 else { return false }
        return allowed.isEmpty || names.allSatisfy(allowed.contains)
      }
    }
  }

  /// The folders that may be read.
  public var readable: [String] {
    granted.compactMap { if case .read(let folder) = $0 { folder } else { nil } }.sorted()
  }

  /// The folders that may be written.
  public var writable: [String] {
    granted.compactMap { if case .write(let folder) = $0 { folder } else { nil } }.sorted()
  }
}
