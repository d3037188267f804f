create table whole (a int, b int not null) partition by range (a);
create index whole_first on whole (a);
create index whole_second on whole (a);
create unique index whole_unique on whole (a);
create table late (a int, b int not null);
create index late_x on late (a);
create index late_y on late (a);
create unique index late_z on late (a);
create table later (a int, b int not null);
