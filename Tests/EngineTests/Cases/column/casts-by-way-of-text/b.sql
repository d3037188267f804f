create table t (a timestamptz, b int, c int, d boolean, e bigint, f text, g text, h uuid);
create view v as select a, c from t;
