create type mood as enum ('ok', 'happy');
create table t (a mood not null, b mood[]);
