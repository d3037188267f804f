create table t (a int) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create table t2 partition of t for values from (10) to (20);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger a after insert on t for each row execute function f();
create trigger b after insert on t for each row execute function f();
alter table t1 disable trigger a;
alter table t1 disable trigger b;
