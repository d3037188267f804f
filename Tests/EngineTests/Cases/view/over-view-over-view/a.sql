create table t (a int, b text);
create view z as select a, b from t;
create view y as select a from z;
create view a as select y.a, z.b from y join z using (a);
create function f() returns setof a language sql as 'select * from a';
comment on column a.b is 'kept';
grant select on y to pg_monitor;
