create table t (id serial primary key, other int);
alter table t set unlogged;
create sequence t_other owned by t.other;
alter sequence t_id_seq set logged;
create table u (id serial primary key);
alter sequence u_id_seq set unlogged;
create unlogged table pair (id serial primary key);
