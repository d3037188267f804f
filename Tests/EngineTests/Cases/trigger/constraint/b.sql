create table t (a int);
create table u (a int);
create function f() returns trigger language plpgsql as 'begin return null; end';
create constraint trigger c after insert or update on t deferrable initially immediate for each row when (new.a > 1) execute function f();
create trigger d after insert on t for each row execute function f();
create constraint trigger e after insert on t for each row execute function f();
comment on trigger c on t is 'c';
