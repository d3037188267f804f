create table t (a int constraint must_have_a not null, b int constraint has_b not null, c int constraint has_c not null, d int);
create table child () inherits (t);
create table other (a int constraint said not null primary key);
