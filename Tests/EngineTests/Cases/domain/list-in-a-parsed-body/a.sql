create domain d as int2;
create function f() returns d[] begin atomic select null::d[]; end;
create table t (x d);
