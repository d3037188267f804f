create table t (a int, b text) partition by list (a);
create table t1 partition of t for values in (1);
create view v as select * from t;
