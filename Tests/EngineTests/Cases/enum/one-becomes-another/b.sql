create type a as enum ('y','x','w');
create type b as enum ('y','x','z');
create table t (c b default 'z', d a[]);
create index i on t (c);
create function f(a) returns b language sql as 'select null::b';
create view v as select c from t;
