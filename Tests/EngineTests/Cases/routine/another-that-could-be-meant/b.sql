create function twice(int, int default 1) returns int language sql immutable as 'select $1 * 2';
create function any_of(variadic int[]) returns int language sql immutable as 'select $1[1]';
create table t (a int default twice(5), b int generated always as (twice(a)) stored, check (any_of(a) > 0));
create index t_twice on t (twice(a));
create view v as select twice(a) as b from t where a > 0;
create materialized view m as select twice(b) as c from v;
create policy p on t using (twice(a) > 2);
