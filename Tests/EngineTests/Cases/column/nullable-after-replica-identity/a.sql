create table t (i int not null, j int not null);
create unique index t_i on t (i);
alter table t replica identity using index t_i;
create table u (i int not null unique, j int);
alter table u replica identity using index u_i_key;
