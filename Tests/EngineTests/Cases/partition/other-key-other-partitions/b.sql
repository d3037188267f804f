create table whole (a int, b text) partition by list (b);
create table first partition of whole for values in ('a') partition by hash (a);
create table first_one partition of first for values with (modulus 1, remainder 0);
create table rest partition of whole default;
create view of_one as select * from rest;
create index on whole (a);
