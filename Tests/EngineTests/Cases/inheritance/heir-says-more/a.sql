create table one (a int, b text, c int not null);
create table two (b text, c int not null);
create table heir () inherits (one, two);
