create table whole (a int, b text, c int generated always as (a * 2) stored) partition by range (a);
create index whole_b on whole (b);
create table low partition of whole for values from (0) to (10);
create table high (c int generated always as (a * 2) stored, b text, a int);
alter table whole attach partition high for values from (10) to (20);
create table rest partition of whole default;
