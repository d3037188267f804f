/// Declarations that are their `create` statement without `create`: `view live as select …;`.
struct ForeignForms {
  /// The words it starts with.
  let title: String
  /// What `comment on` calls it.
  let remark: String
  let summary: String

  /// Those of several words first.
  static let all = [
    ForeignForms(
      title: "materialized view", remark: "materialized view",
      summary: "A query whose result is kept."),
    ForeignForms(title: "view", remark: "view", summary: "A query with a name."),
    ForeignForms(title: "schema", remark: "schema", summary: "A name space."),
    ForeignForms(title: "extension", remark: "extension", summary: "An extension to install."),
    ForeignForms(title: "domain", remark: "domain", summary: "A type with conditions."),
    ForeignForms(title: "sequence", remark: "sequence", summary: "A row of numbers."),
    ForeignForms(title: "type", remark: "type", summary: "A composite or range type."),
  ]
}
