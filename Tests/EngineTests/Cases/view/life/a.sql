create table t (a int, b text);
create view gone as select 1 as x;
create view changed as select a from t;
create view narrower as select a, b from t;
create view optioned with (security_barrier) as select a from t;
create view checked as select a from t where a > 1 with local check option;
create view filled as select a, b from t;
alter view filled alter column a set default 3;
alter view filled alter column b set default 'x';
