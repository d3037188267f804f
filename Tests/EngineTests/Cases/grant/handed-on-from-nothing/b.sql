create table t (id int);
grant select, insert on t to pg_monitor with grant option;
set role pg_monitor;
grant select, insert on t to pg_signal_backend with grant option;
set role pg_signal_backend;
grant insert on t to pg_read_all_data;
reset role;
