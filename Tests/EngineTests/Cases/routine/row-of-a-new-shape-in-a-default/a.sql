create table t (a int, b text);
create function f(t default row(1, 'x')::t) returns text language sql immutable as 'select $1.b';
create table u (x t default row(2, 'y')::t, y text generated always as (f(x)) stored);
