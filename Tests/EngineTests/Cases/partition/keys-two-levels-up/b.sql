create table r (a int primary key);
create table p (a int unique) partition by list (a);
create table s (a int unique);
alter table s add constraint c foreign key (a) references s (a);
