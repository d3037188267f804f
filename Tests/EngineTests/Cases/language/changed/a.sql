create language one handler plpgsql_call_handler;
create trusted language two handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create function f() returns int language two as 'begin return 1; end';
comment on language one is 'one';
grant usage on language two to pg_monitor;
