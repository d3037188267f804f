create extension hstore;
create function kept() returns integer language sql as 'select 1';
create function freed() returns integer language sql as 'select 1';
alter function freed() depends on extension hstore;
create procedure gone() language sql as 'select 1';
alter procedure gone() depends on extension hstore;
create table t (a integer, b text unique);
create index i on t (a);
