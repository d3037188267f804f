create table t (a int, b int, constraint t_u unique (a));
create view v as select a, b from t;
create materialized view m as select a from t;
create index m_a on m (a);
comment on column v.b is 'view column';
comment on index t_u is 'index behind';
comment on constraint t_u on t is 'the constraint';
comment on column m.a is 'mat';
comment on index m_a is 'i';
