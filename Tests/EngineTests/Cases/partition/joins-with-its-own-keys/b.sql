create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add primary key (a);
alter table p add foreign key (b) references r;
create index pi on p (b);
create table q (b int, a int not null primary key);
create index qi on q (b);
alter table q add foreign key (b) references r;
alter table p attach partition q for values in (1);
