create type mood as enum ('sad', 'glad');
create table note (id int primary key, mood mood, body xml generated always as (case when mood is null then null::xml end) stored)
  with (toast.autovacuum_enabled = false);
