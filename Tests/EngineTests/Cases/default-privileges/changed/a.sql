create schema s;
alter default privileges grant select on tables to pg_monitor;
alter default privileges in schema s grant all on tables to pg_monitor with grant option;
alter default privileges for role pg_signal_backend grant usage on sequences to pg_monitor;
