create table t (a int, b text);
create table log (a int);
create view v as select a from t;
create rule gone as on delete to t do instead nothing;
create rule changed as on insert to t do also insert into log values (new.a);
create rule off as on update to t do also notify x;
alter table t disable rule off;
