create schema s;
alter default privileges grant select on tables to pg_monitor;
alter default privileges in schema s grant insert on tables to pg_monitor;
alter default privileges in schema s grant usage on sequences to pg_signal_backend;
alter default privileges revoke usage on types from public;
