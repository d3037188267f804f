create table t (id serial primary key, other int);
create sequence t_other owned by t.other;
create unlogged table u (id serial primary key);
create table pair (id serial primary key);
