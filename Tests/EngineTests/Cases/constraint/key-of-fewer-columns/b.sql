create table t (a int, b int, c int, constraint t_key primary key (a));
create table s (a int not null, b int, constraint s_key unique (a));
alter table s replica identity using index s_key;
create table u (a int, b int, constraint u_key primary key (a));
create table v (a int references u, b int);
