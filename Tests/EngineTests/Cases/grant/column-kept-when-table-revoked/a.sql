create table t (id int, a text);
grant select, insert, update on t to pg_monitor;
grant select (a) on t to pg_monitor;
