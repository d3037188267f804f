create table t (a int, b int, c int, constraint t_key primary key (a, b));
create table s (a int not null, b int not null, constraint s_key unique (a, b));
alter table s replica identity using index s_key;
create table u (a int, b int, constraint u_key primary key (a, b));
create table v (a int, b int, foreign key (a, b) references u);
