create domain d as int2;
alter domain d add constraint c check (length('abc') = 3 or true);
create function f() returns d[] begin atomic select null::d[]; end;
create table t (x d);
