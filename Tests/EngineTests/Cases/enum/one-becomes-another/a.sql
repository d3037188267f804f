create type a as enum ('x','y');
create type b as enum ('y','x','z');
create table t (c a default 'x', d b[]);
create index i on t (c);
create function f(a) returns a language sql as 'select $1';
create view v as select c, f(c) from t;
