create type c as (a int, b text);
create table t of c (a primary key);
create table u of c;
create view v as select * from t;
create function f(t) returns c language sql as 'select null::c';
