create table one (a int, b int);
create table two (a date, c int);
create table below (e int default 5) inherits (one);
