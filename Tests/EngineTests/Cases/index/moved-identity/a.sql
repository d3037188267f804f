create table one (a int not null constraint one_a unique, b int not null constraint one_b unique);
alter table one replica identity using index one_a;
alter table one cluster on one_b;
create table two (a int not null constraint two_a unique);
alter table two replica identity full;
