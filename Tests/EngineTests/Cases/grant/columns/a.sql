create table t (id int, a text, "B c" text);
create view v as select id, a from t;
grant select on t to pg_monitor;
grant update (a, "B c") on t to pg_monitor;
grant select (id) on v to pg_monitor;
