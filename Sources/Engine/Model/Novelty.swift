/// Something of an object that not every server knows.
///
/// Models are read by whatever server is at hand, and a plan is for another one, which may be older.
/// What that lacks is said by name; a plan that needs it is none.
package struct Novelty: Sendable, Hashable {
  /// `virtual generated columns`
  package let name: String
  /// The version of the server that has it first.
  package let version: Int
  /// False for what an older server does without: there the object is the same but for that.
  package let isNeeded: Bool

  init(_ name: String, since version: Int, isNeeded: Bool = true) {
    self.name = name
    self.version = version
    self.isNeeded = isNeeded
  }
}

/// What an object has and the server of the old state does not know.
package struct Lack: Sendable, Hashable {
  package let id: ObjectID
  package let novelty: Novelty
}

extension [Lack] {
  /// `virtual generated columns (column public.t.b, column public.t.c), temporal keys (…)`
  package var words: String {
    Dictionary(grouping: self, by: \.novelty.name).sorted { $0.key < $1.key }.map { name, lacks in
      "\(name) (\(lacks.map(\.id).sorted().map(\.description).joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}
