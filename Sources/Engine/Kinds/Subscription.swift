package import Postgres

/// A subscription to another server's publications.
///
/// A plan never makes anything connect: a new one is disabled and waits to be refreshed by
/// someone, and a dropped one leaves its slot at the publisher.
package struct Subscription: SchemaObject {
  package static let kind: KindName = "subscription"

  package let id: ObjectID
  package internal(set) var connection: String
  /// In the order in which they were named, which `pg_dump` tells.
  package internal(set) var publications: [String]
  package let slot: String?
  /// `name = value` of what `set` changes, where it is not what it would be anyway.
  package internal(set) var options: [String]
  package let isTwoPhase: Bool
  package let isEnabled: Bool
  /// The server streams, in parallel, where nothing is said.
  private let streamsUnasked: Bool

  package static var trace: SQL? { "pg_subscription" }

  // Only a superuser may read the connection, and naming the column is refused to all others even
  // where no row is read: so it is asked for in a query of its own, which runs for those who may.
  package static func query(_ version: ServerVersion) -> SQL? {
    let streaming: SQL =
      version.major < 16
      ? "case when s.substream then 'on' else 'off' end"
      : "case s.substream when 'f' then 'off' when 't' then 'on' else 'parallel' end"
    var options: [(name: SQL, value: SQL, standard: SQL)] = [
      ("synchronous_commit", "s.subsynccommit", "'off'")
    ]
    func flag(_ name: SQL, _ column: SQL, _ standard: SQL, from major: Int) {
      guard version.major >= major else { return }
      options.append((name, "case when \(column) then 'true' else 'false' end", standard))
    }
    flag("binary", "s.subbinary", "'false'", from: 14)
    if version.major >= 14 {
      options.append(("streaming", streaming, version.major < 18 ? "'off'" : "'parallel'"))
    }
    flag("disable_on_error", "s.subdisableonerr", "'false'", from: 15)
    flag("password_required", "s.subpasswordrequired", "'true'", from: 16)
    flag("run_as_owner", "s.subrunasowner", "'false'", from: 16)
    if version.major >= 16 { options.append(("origin", "s.suborigin", "'any'")) }
    flag("failover", "s.subfailover", "'false'", from: 17)
    let list = options.map { option -> SQL in
      """
      case when \(option.value) <> \(option.standard)
        then '\(option.name) = ' || quote_literal(\(option.value)) end
      """
    }.joined(separator: ",\n    ")
    return """
      select 6100, s.oid, 0, s.subname, \(connectionText),
        s.subpublications, s.subslotname,
        array_remove(array[\(list)], null),
        \(version.major < 15 ? "false" : "s.subtwophasestate <> 'd'"), s.subenabled
      from pg_subscription s
      where s.subdbid = (select oid from pg_database where datname = current_database())
      """
  }

  /// The column may be one that the reader must not name, which only a query in a text can wait to
  /// know. `ts_stat` runs one on every server, and gives back words, which may not be long.
  private static let connectionText: SQL = """
    (select convert_from(
        decode(string_agg(substr(word, 7), '' order by word collate "C"), 'hex'), 'UTF8')
      from ts_stat(case when has_column_privilege('pg_subscription', 'subconninfo', 'select')
        then format('select array_to_tsvector(array(
            select lpad(n::text, 6, %L) || substr(h, n * 1000 + 1, 1000)
            from generate_series(0, length(h) / 1000) n))
          from (select encode(convert_to(subconninfo, %L), %L) as h from pg_subscription
            where oid = %s) s', '0', 'UTF8', 'hex', s.oid) end))
    """

  package init?(_ row: inout RowReader, _ catalog: inout Catalog) {
    id = ObjectID(Self.kind, [row.text()])
    guard let connection = row.optionalText() else {
      catalog.noteUnread("subscription that only a superuser can read")
      return nil
    }
    self.connection = connection
    publications = row.textArray()
    slot = row.optionalText()
    options = row.textArray()
    isTwoPhase = row.bool()
    isEnabled = row.bool()
    streamsUnasked = catalog.version.major >= 18
  }

  package static var rules: [Rule<Subscription>] {
    [
      .alter("connection", \.connection, lock: .none) { _, new in
        "alter \(new.reference) connection \(literal: new.connection)"
      },
      .alter("publications", \.publications, lock: .none) { _, new in
        "alter \(new.reference) set publication \(new.publicationList) with (refresh = false)"
      },
      Rule("slot", \.slot) { _, new in
        // One without a slot has nothing to receive from, and must not try.
        let still =
          new.slot == nil ? [Statement("alter \(new.reference) disable", lock: .none)] : []
        return .alter(
          still + [Statement("alter \(new.reference) set (\(new.slotClause))", lock: .none)])
      },
      Rule("options", \.options) { old, new in .alter(new.optionChange(from: old)) },
      .replace("isTwoPhase", \.isTwoPhase),
      .derived("isEnabled", \.isEnabled),
      .derived("streamsUnasked", \.streamsUnasked),
    ]
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.id == b.id && a.connection == b.connection && a.publications == b.publications
      && a.slot == b.slot && a.options == b.options && a.isTwoPhase == b.isTwoPhase
  }

  package var reference: SQL { "subscription \(name: id.names)" }
  private var slotClause: SQL {
    let value: SQL = slot.map { "\(literal: $0)" } ?? "none"
    return "slot_name = \(value)"
  }
  private var publicationList: SQL { publications.map { SQL("\(name: $0)") }.joined() }

  package func create(_ parts: [Part]) -> [Statement] {
    var clauses: [SQL] = ["connect = false"]
    // Its own name is the slot's unless something is said, even one that no slot can have.
    if slot != id.name { clauses.append(slotClause) }
    clauses += options.map { SQL("\(catalog: $0)") }
    if isTwoPhase { clauses.append("two_phase = true") }
    return [
      Statement(
        """
        create \(reference) connection \(literal: connection) publication \(publicationList) \
        with (\(clauses.joined()))
        """, lock: .none)
    ]
  }

  private func optionChange(from old: Subscription) -> [Statement] {
    func name(_ option: String) -> String { String(option.prefix { $0 != " " }) }
    let kept = Set(options.map(name))
    // Without a value an option takes its own default, for all but these.
    let standards = [
      "synchronous_commit": "off", "origin": "any", "password_required": "true",
      "streaming": old.streamsUnasked ? "parallel" : "false",
    ]
    let gone = old.options.map(name).filter { !kept.contains($0) }.map { option -> SQL in
      "\(name: option) = \(literal: standards[option] ?? "false")"
    }
    let set = options.filter { !old.options.contains($0) }.map { SQL("\(catalog: $0)") }
    return [Statement("alter \(reference) set (\((gone + set).joined()))", lock: .none)]
  }

  // Dropping one that still has its slot would connect to the publisher to drop it there.
  package func drop() -> [Statement] {
    let hazards: [Hazard] = slot.map { [.opens("leaves the slot \($0) at the publisher")] } ?? []
    return [
      Statement("alter \(reference) disable", lock: .none),
      Statement("alter \(reference) set (slot_name = none)", lock: .none, hazards: hazards),
      Statement("drop \(reference)", lock: .none),
    ]
  }
}
