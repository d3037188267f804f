create table p (a int, b text default 'p', c int) partition by list (a);
create table p1 partition of p (b default 'p1', c not null, constraint own check (c > 0)) for values in (1);
create table p2 partition of p for values in (2);
