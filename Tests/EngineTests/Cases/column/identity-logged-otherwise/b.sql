create table one (a int generated always as identity);
alter sequence one_a_seq set unlogged;
create unlogged table two (a int generated always as identity);
alter sequence two_a_seq set logged;
create table three (a int generated always as identity);
alter sequence three_a_seq set unlogged;
create unlogged table four (a int generated always as identity);
