create schema s;
create extension pg_stat_statements schema s;
create extension postgres_fdw schema s;
create extension dblink schema s;
grant execute on function s.pg_stat_statements_reset(oid, oid, bigint) to pg_monitor;
revoke all on s.pg_stat_statements from public;
grant select (query, calls) on s.pg_stat_statements to pg_signal_backend;
revoke execute on function s.dblink(text) from public;
grant usage on foreign data wrapper postgres_fdw to pg_monitor;
