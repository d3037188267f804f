create schema s;
alter default privileges grant select, insert on tables to pg_monitor;
alter default privileges in schema s grant insert on tables to pg_monitor;
alter default privileges revoke execute on functions from public;
alter default privileges revoke usage on types from public;
alter default privileges grant usage on schemas to pg_monitor;
alter default privileges revoke delete on tables from current_user;
