create schema s;
alter default privileges in schema s grant insert on tables to pg_monitor;
create table s.t (id int);
