create type mood as enum ('ok', 'glad', 'sad');
create table parent (id bigint, note varchar(20), feeling mood default 'ok');
create table heir (more bigint, primary key (id)) inherits (parent);
create table t (
  id bigint primary key, n varchar(30), m numeric(8, 3), born timestamptz,
  feeling mood default 'sad', other bigint references t, check (n <> '')
);
create index on t (m, n);
create view shown as select id, n, m from t;
create table divided (a int, b bigint, c varchar(9)) partition by list (a);
create table divided_one partition of divided for values in (1);
