create table one (a int not null constraint one_a unique, b int not null constraint one_b unique);
alter table one replica identity using index one_b;
alter table one cluster on one_a;
create table two (a int not null constraint two_a unique);
alter table two replica identity using index two_a;
