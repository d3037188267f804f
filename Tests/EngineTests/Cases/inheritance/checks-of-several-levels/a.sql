create table p (a int, check (a > 0) no inherit, constraint k check (a < 100));
create table q (b int, constraint k check (a < 100)) inherits (p);
create table r (c int) inherits (q);
