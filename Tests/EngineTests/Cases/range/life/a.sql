create type span as range (subtype = float8, subtype_diff = float8mi);
create type gone as range (subtype = int4);
create type renamed as range (subtype = int8, multirange_type_name = many);
create table t (s span, m span_multirange, r renamed);
create index i on t using gist (s);
