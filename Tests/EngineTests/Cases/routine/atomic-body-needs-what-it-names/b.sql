create table z (a int, b int);
create table t (a bigint, b int);
create function f() returns bigint language sql begin atomic select count(a) from t; select sum(b) from z; end;
create function g() returns bigint language sql return f() + 2;
