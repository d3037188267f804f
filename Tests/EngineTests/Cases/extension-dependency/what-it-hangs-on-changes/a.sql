create extension hstore;
create function f() returns integer language sql as 'select 1';
alter function f() depends on extension hstore;
create table t (a integer, b text);
create index i on t (a);
alter index i depends on extension plpgsql;
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touch before insert on t for each row execute function touch();
alter trigger touch on t depends on extension plpgsql;
