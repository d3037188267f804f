create table t (a int, b int, c int);
create view v as select * from t;
grant select (a), update (b) on t to pg_monitor;
grant select (b) on v to pg_monitor;
grant select on v to public;
grant insert on t to public;
