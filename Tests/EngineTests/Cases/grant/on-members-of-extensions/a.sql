create schema s;
create extension pg_stat_statements schema s;
create extension pgcrypto schema s;
grant select on s.pg_stat_statements to pg_monitor;
