create table one (a int generated always as identity);
create unlogged table two (a int generated always as identity);
create table four (a int generated always as identity);
alter sequence four_a_seq set unlogged;
