create type mood as enum ('ok');
create table t (a mood default 'ok');
