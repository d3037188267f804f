create table t (id int, a varchar(20));
create view v as select id, a from t;
grant select on v to pg_monitor;
grant select (a) on v to pg_signal_backend;
comment on view v is 'kept';
