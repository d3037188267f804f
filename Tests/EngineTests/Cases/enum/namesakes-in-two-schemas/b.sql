create schema s;
create type mood as enum ('b', 'a');
create type s.mood as enum ('b', 'a');
create table t (m mood, n s.mood);
