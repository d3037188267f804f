create table whole (a int, b text) partition by range (a);
create table old partition of whole for values from (0) to (20);
create table ref (a int);
create schema s;
create table s."by hash" (a int) partition by hash (a);
create table s.h0 partition of s."by hash" for values with (modulus 2, remainder 0);
create table s.h1 partition of s."by hash" for values with (modulus 2, remainder 1);
