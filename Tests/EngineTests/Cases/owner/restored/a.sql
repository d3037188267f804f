create table t (id int, a text);
create view v as select id, a from t;
alter view v owner to pg_monitor;
grant select on t to pg_monitor;
grant select on v to pg_signal_backend;
revoke insert on v from pg_monitor;
