create table t (a int, b int);
alter table t owner to pg_monitor;
grant select on t to pg_signal_backend with grant option;
grant update (a) on t to pg_read_all_data;
