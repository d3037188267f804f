revoke execute on function pg_sleep(double precision) from public;
grant execute on function pg_read_file(text) to pg_monitor;
grant select (rolname) on pg_authid to pg_monitor;
revoke usage on language plpgsql from public;
grant select on pg_largeobject to pg_monitor with grant option;
