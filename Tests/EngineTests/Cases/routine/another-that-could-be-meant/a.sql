create function twice(int) returns int language sql immutable as 'select $1 * 2';
create function any_of(int) returns int language sql immutable as 'select $1';
create table t (a int default twice(4), b int generated always as (twice(a)) stored, check (any_of(a) > 0));
create index t_twice on t (twice(a));
create view v as select twice(a) as b from t;
create materialized view m as select twice(b) as c from v;
create policy p on t using (twice(a) > 2);
