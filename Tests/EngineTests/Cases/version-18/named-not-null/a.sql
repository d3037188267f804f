create table t (a int constraint has_a not null, b int not null, c int, d int constraint has_d not null);
create table child () inherits (t);
