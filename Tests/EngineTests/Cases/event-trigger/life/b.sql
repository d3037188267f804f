create function f() returns event_trigger language plpgsql as 'begin null; end';
create function g() returns event_trigger language plpgsql as 'begin null; end';
create event trigger changed on ddl_command_start when tag in ('CREATE TABLE', 'DROP TABLE') execute function g();
create event trigger off on ddl_command_end execute function f();
alter event trigger off disable;
create event trigger "Seen" on table_rewrite execute function g();
alter event trigger "Seen" enable always;
comment on event trigger "Seen" is 's';
