create type mood as enum ('ok', 'fine');
create table t (a mood default 'ok');
