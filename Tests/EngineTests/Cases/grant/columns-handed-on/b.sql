create table t (a int, b int);
grant update (b) on t to pg_monitor with grant option;
set role pg_monitor;
grant update (b) on t to pg_signal_backend;
reset role;
