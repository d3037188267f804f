create table t (a int, b int);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger a after update of a on t for each row execute function f();
create trigger b after update on t for each row when (old.b <> new.b) execute function f();
