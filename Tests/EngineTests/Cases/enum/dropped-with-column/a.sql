create type mood as enum ('sad', 'ok');
create table t (a int, m mood default 'ok');
