create table t (id int, a text, "B c" text);
create view v as select id, a from t;
grant select (id, a), update (a) on t to pg_monitor;
grant all ("B c") on t to pg_monitor with grant option;
grant select (a) on v to pg_monitor;
