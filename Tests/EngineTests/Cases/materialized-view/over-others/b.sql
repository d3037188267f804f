create table t (a bigint, b text);
create view v as select a, b from t;
create materialized view m as select a from v;
create index i on m (a);
create view w as select a from m;
create materialized view n as select a from w;
