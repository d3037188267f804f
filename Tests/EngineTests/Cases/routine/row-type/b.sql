create table t (a int, b text);
create function of(r t) returns int language sql as 'select r.a';
create function all_of() returns setof t language sql as 'select * from t';
create function more(r t[]) returns int language sql as 'select 1';
