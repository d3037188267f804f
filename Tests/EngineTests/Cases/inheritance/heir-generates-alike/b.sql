create table one (a int, b int generated always as (a * 2) stored);
create table alike (a int, b int generated always as (a * 2) stored);
alter table alike inherit one;
create table brought () inherits (one);
