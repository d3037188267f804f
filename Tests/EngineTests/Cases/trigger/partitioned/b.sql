create table t (a int) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create table t2 partition of t for values from (10) to (20) partition by list (a);
create table t21 partition of t2 default;
create table t3 partition of t for values from (20) to (30);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger a after insert or update on t for each row execute function f();
create trigger b after delete on t for each row execute function f();
alter table t disable trigger b;
