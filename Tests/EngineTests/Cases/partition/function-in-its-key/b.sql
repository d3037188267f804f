create function k(int) returns bigint language sql immutable as 'select $1::bigint';
create table p (a int) partition by range (k(a));
create table p1 partition of p for values from (0) to (10);
