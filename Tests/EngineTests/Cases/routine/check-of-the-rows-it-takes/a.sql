create table t (a int);
create function f(t) returns int language sql immutable as 'select 1';
alter table t add b int default 3, add check (f(t) > 0 or true);
