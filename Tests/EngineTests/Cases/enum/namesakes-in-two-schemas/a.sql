create schema s;
create type mood as enum ('a', 'b');
create type s.mood as enum ('a', 'b');
create table t (m mood, n s.mood);
