create type mood as enum ('sad', 'ok');
create table t (a mood, b int) partition by list (a);
create table t_ok partition of t for values in ('ok');
create table t_rest partition of t default;
