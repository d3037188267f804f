import Postgres

extension Column {
  /// What few columns have. It is kept apart, so that the others, of which a large database has
  /// hundreds of thousands, take a third of the memory.
  struct Rarities: Equatable, Sendable {
    /// The expression of `generated always as (…)`.
    var generated: String?
    /// Generated anew wherever it is read, and not stored: from PostgreSQL 18 on.
    var isVirtual = false
    var identity: Identity?
    /// Only where it is not the type's own.
    var collation: String?
    /// It has a collation, its type's or its own, that is not the database's.
    var collatesOtherwise = false
    var storage: String?
    var compression: String?
    var statistics: Int?
    var options: [String] = []
    /// What a foreign data wrapper is told about the column.
    var foreignOptions: [String] = []
    /// The ties through which it comes with its parent.
    var ties: [ObjectID] = []
    /// It comes with its parent's default then, which it shall not have.
    var losesDefault = false
    /// The tables it is inherited from say otherwise, of plain inheritance.
    var partsInNotNull = false
    var partsInCompression = false
    /// All of them generate it in the same way.
    var isGeneratedAlike = false
    /// True for what the table is partitioned by, which no statement changes.
    var isPartitionKey = false
    var hasSeveralLeaders = false
    /// There because the table is `of` a composite type.
    var comesWithType = false
    /// Its table's: a table that is written anew while no column of it has long values loses them.
    var toastOptions: [String] = []
    /// Told only of an identity column.
    var isInUnloggedTable = false

    /// An identity, which does not reach those that inherit the column.
    var isIdentityAboveHeirs = false

    static let nothing = Rarities()
  }

  var rare: Rarities {
    get { rarities?.content ?? .nothing }
    set { rarities = newValue == .nothing ? nil : Boxed(newValue) }
  }
  package internal(set) var generated: String? {
    get { rarities?.content.generated }
    set { rare.generated = newValue }
  }
  package internal(set) var isVirtual: Bool {
    get { rarities?.content.isVirtual ?? false }
    set { rare.isVirtual = newValue }
  }
  package internal(set) var identity: Identity? {
    get { rarities?.content.identity }
    set { rare.identity = newValue }
  }
  package internal(set) var collation: String? {
    get { rarities?.content.collation }
    set { rare.collation = newValue }
  }
  var collatesOtherwise: Bool { rarities?.content.collatesOtherwise ?? false }
  package internal(set) var storage: String? {
    get { rarities?.content.storage }
    set { rare.storage = newValue }
  }
  package internal(set) var compression: String? {
    get { rarities?.content.compression }
    set { rare.compression = newValue }
  }
  package internal(set) var statistics: Int? {
    get { rarities?.content.statistics }
    set { rare.statistics = newValue }
  }
  package internal(set) var options: [String] {
    get { rarities?.content.options ?? [] }
    set { rare.options = newValue }
  }
  package internal(set) var foreignOptions: [String] {
    get { rarities?.content.foreignOptions ?? [] }
    set { rare.foreignOptions = newValue }
  }
  package var ties: [ObjectID] { rarities?.content.ties ?? [] }
  var losesDefault: Bool { rarities?.content.losesDefault ?? false }
  var partsInNotNull: Bool { rarities?.content.partsInNotNull ?? false }
  var partsInCompression: Bool { rarities?.content.partsInCompression ?? false }
  var isGeneratedAlike: Bool { rarities?.content.isGeneratedAlike ?? false }
  package var hasSeveralLeaders: Bool { rarities?.content.hasSeveralLeaders ?? false }
  var isPartitionKey: Bool { rarities?.content.isPartitionKey ?? false }
  var comesWithType: Bool { rarities?.content.comesWithType ?? false }
  var toastOptions: [String] { rarities?.content.toastOptions ?? [] }
  var isIdentityAboveHeirs: Bool { rarities?.content.isIdentityAboveHeirs ?? false }
  var isInUnloggedTable: Bool { rarities?.content.isInUnloggedTable ?? false }
}
