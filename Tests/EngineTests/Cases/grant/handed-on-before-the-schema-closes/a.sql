create schema app;
create table app.t (id int);
grant usage on schema app to pg_monitor;
grant select on app.t to pg_monitor with grant option;
set role pg_monitor;
grant select on app.t to pg_signal_backend;
reset role;
