create type mood as enum ('sad', 'ok');
create table parent (id int, note text, feeling mood default 'ok');
create table heir (more int, primary key (id)) inherits (parent);
create table t (
  id int primary key, n text, m numeric(8, 2), born timestamp, feeling mood default 'sad',
  other int references t, check (n <> '')
);
create index on t (m, n);
create view shown as select id, n, m from t;
create table divided (a int, b int, c text) partition by list (a);
create table divided_one partition of divided for values in (1);
