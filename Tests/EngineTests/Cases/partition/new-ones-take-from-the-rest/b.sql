create table whole (a int, b text, c int generated always as (a * 2) stored, d date) partition by range (a);
create table low partition of whole for values from (0) to (10);
create table middle partition of whole for values from (10) to (20) partition by list (b);
create table middle_one partition of middle for values in ('1');
create table middle_rest partition of middle default;
create table high partition of whole for values from (20) to (30);
create table rest partition of whole default partition by hash (b);
create table rest_0 partition of rest for values with (modulus 2, remainder 0);
create table rest_1 partition of rest for values with (modulus 2, remainder 1);
