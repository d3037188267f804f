create table heir (x int, y int, z int, constraint k check (y > 0));
create table one (x int);
create table two (y int, constraint k check (y > 0));
alter table heir inherit one;
alter table heir inherit two;
