create type mood as enum ('sad', 'ok');
revoke usage on type mood from public;
grant usage on type mood to pg_monitor;
create type tone as enum ('low', 'high');
