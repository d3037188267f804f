create table t (id int generated always as identity);
create table u (id int);
grant usage on sequence t_id_seq to pg_monitor;
