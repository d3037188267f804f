create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table q (a int, b int, c text);
