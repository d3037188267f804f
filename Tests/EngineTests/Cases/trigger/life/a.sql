create table t (a int, b text);
create view v as select a from t;
create function f() returns trigger language plpgsql as 'begin return null; end';
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger gone after insert on t for each row execute function f();
create trigger changed after insert on t for each row execute function f();
create trigger "Odd name" before update of a, b on t for each row when (old.a is distinct from new.a) execute function f('x', 'it''s');
create trigger off after delete on t for each statement execute function f();
alter table t disable trigger off;
