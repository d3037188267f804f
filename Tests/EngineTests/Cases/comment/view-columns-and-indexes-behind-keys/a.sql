create table t (a int, b int, constraint t_u unique (a));
create view v as select a, b from t;
create materialized view m as select a from t;
create index m_a on m (a);
