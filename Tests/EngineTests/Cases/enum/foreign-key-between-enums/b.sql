create type mood as enum ('ok', 'happy');
create table moods (m mood primary key);
create table t (a mood references moods);
