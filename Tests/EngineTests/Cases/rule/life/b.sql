create table t (a int, b text);
create table log (a int);
create view v as select a from t;
create rule changed as on insert to t where new.a > 1 do also (insert into log values (new.a); delete from log where a = 0);
create rule off as on update to t do also notify y;
alter table t enable always rule off;
create rule "Into" as on insert to v do instead insert into t values (new.a, 'x') returning a;
comment on rule "Into" on v is 'r';
