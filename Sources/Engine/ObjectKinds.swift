/// Every kind of object, in the order in which a person would create them; the one list.
///
/// A kind is read after those whose names it needs, and created after them where nothing else
/// decides. Adding a kind is its file in `Kinds` and its line here.
package enum ObjectKinds {
  package static let all: [any SchemaObject.Type] = [
    Schema.self,
    Extension.self,
    EnumType.self,
    RangeType.self,
    Domain.self,
    DomainConstraint.self,
    CompositeType.self,
    CompositeAttribute.self,
    Routine.self,
    Aggregate.self,
    Sequence.self,
    Table.self,
    Inheritance.self,
    Column.self,
    View.self,
    MaterializedView.self,
    ViewColumn.self,
    ColumnDefault.self,
    SequenceOwner.self,
    Constraint.self,
    Index.self,
    IndexAttachment.self,
    Statistics.self,
    Trigger.self,
    RewriteRule.self,
    Policy.self,
    EventTrigger.self,
    Comment.self,
    Owner.self,
    Grant.self,
    DefaultPrivileges.self,
  ]
}
