create table t (i int, j int not null);
create unique index t_i on t (i);
create table u (i int unique, j int);
