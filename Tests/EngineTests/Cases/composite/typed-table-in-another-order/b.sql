create type c as (b text, d int, a bigint);
create table t of c (a primary key);
create table u of c (b not null);
create view v as select * from t;
create function f(t) returns c language sql as 'select null::c';
