create table p (a int) partition by list (a);
create table q (a int) partition by list (a);
create table s (a int, constraint c check (a > 0));
