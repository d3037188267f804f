create function minutes(a time, b time) returns float8 language sql immutable as 'select extract(epoch from a - b)::float8 / 60';
create type hours as range (subtype = time, subtype_diff = minutes);
create table t (h hours);
create function f(h hours) returns hours_multirange language sql as 'select null::hours_multirange';
