create trusted language one handler plpgsql_call_handler inline plpgsql_inline_handler validator plpgsql_validator;
create function g() returns int language one as 'begin return 1; end';
comment on language one is 'changed';
revoke usage on language one from public;
