create table t (a int);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger a after insert on t for each row execute function f();
create trigger b after insert on t for each row execute function f();
create trigger c after insert on t for each row execute function f();
create trigger d after insert on t for each row execute function f();
alter table t disable trigger a;
alter table t enable always trigger b;
