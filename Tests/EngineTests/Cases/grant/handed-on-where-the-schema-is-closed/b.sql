create schema s;
grant usage on schema s to pg_monitor;
create table s.t (id int);
grant select, insert on s.t to pg_monitor with grant option;
set role pg_monitor;
grant insert on s.t to pg_signal_backend;
reset role;
revoke usage on schema s from pg_monitor;
