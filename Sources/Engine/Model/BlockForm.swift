/// How objects of a kind stand inside the block of the table that they belong to.
///
/// There they are written as their statement is, without `create` and without the table's name:
/// `index on (lower(name))`, `policy own for update using (…)`. Reading a model puts both back in,
/// writing one leaves them out, and both ask the kind.
package struct BlockForm: Sendable {
  /// Where the table's name belongs in the statement.
  package enum Place: Sendable {
    /// Right behind this word, or `only` behind it: `create index … on TABLE (…)`.
    case behind(String)
    /// As `link TABLE`, before the first of these phrases or else at the end.
    case before([String], link: String)
  }

  /// How `comment on` finds the object by its name.
  package enum Naming: Sendable {
    case nameless
    /// `policy own on public.author`
    case onTable
    /// `index billing.invoice_number_idx`: in the table's schema, whatever the line says.
    case inTableSchema
    /// `statistics billing.totals`: in the schema that the line says, or else in `public`.
    case inSchema
  }

  /// What a line may start with: "index", "unique index".
  package let leads: [String]
  /// The statement's first word, where the line leaves one out.
  package let verb: String?
  package let place: Place
  package let naming: Naming
  /// The phrases that may follow the name. They tell `policy own using (…)` from a column whose
  /// name is `policy`.
  package let openings: [String]
  /// What PostgreSQL writes right behind the table's name although it holds unsaid: `using btree`.
  package let usual: String?

  package init(
    _ leads: [String], verb: String? = "create", place: Place, naming: Naming = .nameless,
    openings: [String] = [], usual: String? = nil
  ) {
    self.leads = leads
    self.verb = verb
    self.place = place
    self.naming = naming
    self.openings = openings
    self.usual = usual
  }
}
