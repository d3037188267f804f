grant execute on function pg_read_file(text) to pg_monitor with grant option;
grant select (rolname, rolsuper) on pg_authid to pg_monitor;
revoke select on pg_class from public;
revoke usage on type int4 from public;
grant usage on schema pg_catalog to pg_monitor;
grant usage on language sql to pg_monitor;
