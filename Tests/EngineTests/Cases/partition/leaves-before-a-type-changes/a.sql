create table p (a int, b int, c int) partition by list (a);
create table q partition of p for values in (1);
