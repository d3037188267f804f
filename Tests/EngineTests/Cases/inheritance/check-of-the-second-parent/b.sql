create table one (x int);
create table two (y int);
create table heir (w int) inherits (one, two);
