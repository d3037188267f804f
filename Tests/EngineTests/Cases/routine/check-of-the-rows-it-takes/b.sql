create table t (a int);
create function f(t) returns bigint language sql immutable as 'select 1::bigint';
alter table t add b bigint default 4, add check (f(t) > 0 or true), add c int;
