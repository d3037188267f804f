create type span as range (subtype = float8);
create type texts as range (subtype = text, subtype_opclass = text_pattern_ops, collation = "C", multirange_type_name = "Many texts");
create type renamed as range (subtype = int8, multirange_type_name = more);
create table t (s span, m span_multirange, r renamed);
create index i on t using gist (s);
comment on type texts is 't';
