create type mood as enum ('sad', 'ok');
create table moods (m mood primary key);
create table t (a mood references moods);
