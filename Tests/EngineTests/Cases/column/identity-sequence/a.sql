create table one (a int generated always as identity);
create table two (a int generated always as identity (maxvalue 100));
alter sequence two_a_seq as smallint;
create table three (a int generated always as identity, b int default 0);
