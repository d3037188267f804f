create table t (a int, b int, c int);
grant select (c), references (c) on t to pg_monitor;
