create type place as (x bigint, y int);
create type stroke as (f place, t place);
create table t (id int, p place not null, q place[], l stroke);
create view v as select (p).x from t;
create function f(p place) returns setof t language sql as 'select * from t';
create index i on t (((p).x));
