create table t (a int, b int);
create function f() returns bigint language sql begin atomic select count(a) from t; end;
create function g() returns bigint language sql return f() + 1;
