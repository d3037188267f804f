create table t (a int, b int, c int);
create view v as select * from t;
grant select, update on t to pg_monitor;
grant select (a) on v to pg_monitor;
grant insert (a, b) on t to public;
