create table t (a int);
grant update on t to pg_monitor with grant option;
grant select on t to pg_monitor;
set role pg_monitor;
grant update on t to pg_signal_backend with grant option;
reset role;
