create table t (a int, b text);
create materialized view changed as select a from t;
create unique index changed_a on changed (a);
comment on materialized view changed is 'kept';
comment on column changed.a is 'kept';
create materialized view gone as select 1 as x;
create materialized view kept with (fillfactor = 70, autovacuum_enabled = false) as select b from t;
create materialized view empty as select a from t with no data;
