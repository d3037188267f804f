create function add(int, int) returns int language sql immutable as 'select $1 + $2';
create function fin(int) returns text language sql immutable as 'select $1::text';
create aggregate total(x int) (sfunc = add, stype = int, finalfunc = fin);
create view v as select total(a) as t from generate_series(1, 3) a;
