create type mood as enum ('ok', 'new');
create table t (a mood default 'new', check (a = 'ok' or a = 'new'));
create view v as select 'new'::mood as m;
