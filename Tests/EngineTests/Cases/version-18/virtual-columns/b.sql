create table t (a int, b int generated always as (a * 3) virtual, c int generated always as (a + 1) virtual, d int, e int generated always as (a) virtual);
create view v as select b from t;
