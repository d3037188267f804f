create table whole (a int, b text, c int generated always as (a * 2) stored) partition by range (a);
create table low partition of whole for values from (0) to (10);
create table rest partition of whole default partition by hash (b);
create table rest_0 partition of rest for values with (modulus 2, remainder 0);
create table rest_1 partition of rest for values with (modulus 2, remainder 1);
