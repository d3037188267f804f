create table r (a int primary key);
create table p (a int, b int constraint fk1 references r) partition by list (a);
create table q (a int, b int constraint fkq references r);
alter table p attach partition q for values in (1);
comment on constraint fk1 on p is 'c';
