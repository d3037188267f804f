create table one (x int default 1, y int);
create table two (x int default 2, z text);
create table heir (x int default 3) inherits (one, two);
create table silent (x int default 1) inherits (one);
create table low (v int) inherits (heir);
