create function f() returns event_trigger language plpgsql as 'begin null; end';
create event trigger gone on sql_drop execute function f();
create event trigger changed on ddl_command_start execute function f();
create event trigger off on ddl_command_end execute function f();
