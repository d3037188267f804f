create table t (a int, b int, c int);
grant insert (a, b), update (a, c) on t to pg_monitor;
grant select (c) on t to pg_monitor;
