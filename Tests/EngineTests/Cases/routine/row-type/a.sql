create table t (a int);
create function of(r t) returns int language sql as 'select r.a';
create function all_of() returns setof t language sql as 'select * from t';
