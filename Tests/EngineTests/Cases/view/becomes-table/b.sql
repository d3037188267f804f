create table v (a int);
create view w as select a from v;
