create table t (id int, a text, constraint k primary key (id));
create view v as select id, a from t;
create function f(a int) returns int language sql as 'select 1';
comment on constraint k on t is 'key';
comment on index k is 'index';
comment on column v.a is 'a of v';
comment on function f(int) is 'f';
