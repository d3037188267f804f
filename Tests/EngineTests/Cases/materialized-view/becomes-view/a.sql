create table t (a int);
create materialized view v as select a from t;
create index i on v (a);
create view w as select a from v;
