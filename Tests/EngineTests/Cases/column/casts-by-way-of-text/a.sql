create table t (a bigint, b text, c boolean, d int, e timestamp, f jsonb, g text[], h varchar(5));
create view v as select a, c from t;
