create schema s;
create table s.t (id int primary key, a text, b text);
create view s.v as select id, a from s.t;
create sequence s.q;
create table s.kept (id int);
grant select on s.kept to pg_monitor;
grant select (a) on s.t to pg_monitor;
grant update on s.v to pg_monitor with grant option;
