create function k(int) returns int language sql immutable as 'select $1';
create table p (a int) partition by range (k(a));
create table p1 partition of p for values from (0) to (10);
