create table t (a int);
grant update on t to pg_monitor with grant option;
set role pg_monitor;
grant update on t to pg_signal_backend with grant option;
reset role;
set role pg_signal_backend;
grant update on t to pg_read_all_data;
reset role;
