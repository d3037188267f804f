create table r (a int primary key);
create table p (a int) partition by list (a);
alter table p add constraint c foreign key (a) references r;
create table q partition of p for values in (1, 2) partition by list (a);
create table s partition of q for values in (1);
