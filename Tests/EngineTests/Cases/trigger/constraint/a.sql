create table t (a int);
create table u (a int);
create function f() returns trigger language plpgsql as 'begin return null; end';
create constraint trigger c after insert on t deferrable initially deferred for each row execute function f();
create constraint trigger d after insert on t from u not deferrable for each row execute function f();
create trigger e after insert on t for each row execute function f();
