create table p (a int, b bigint) partition by list (a);
create table q (a int, b int, c int);
