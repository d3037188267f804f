create table one (a serial);
create table two (a int generated always as identity);
create table three (a int generated always as identity, b int generated always as identity);
alter sequence three_a_seq as bigint;
alter sequence three_b_seq as smallint;
create table four (a int generated always as identity (increment -2 start -7));
alter sequence four_a_seq as bigint;
