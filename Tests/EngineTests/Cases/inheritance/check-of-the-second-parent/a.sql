create table one (x int);
create table two (y int, z int default 7 constraint z_check check (z > 0));
create table heir (w int) inherits (one, two);
