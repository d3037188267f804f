create table t (a int);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger x before insert on t for each row execute function f();
create function g() returns int language sql as 'select 1';
create view v as select g() as x;
