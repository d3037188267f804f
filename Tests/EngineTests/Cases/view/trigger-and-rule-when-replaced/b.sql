create table t (a int, b text);
create view v as select b, a from t;
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger x instead of insert on v for each row execute function f();
create rule r as on delete to v do instead nothing;
alter view v alter column a set default 5;
