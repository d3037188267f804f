create table t (id int);
grant select, insert on t to pg_monitor with grant option;
set role pg_monitor;
grant select on t to pg_signal_backend;
reset role;
