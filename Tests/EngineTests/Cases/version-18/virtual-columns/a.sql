create table t (a int, b int generated always as (a * 2) virtual, c int generated always as (a + 1) stored, d int);
create view v as select b from t;
