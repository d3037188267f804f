create table one (a int not null, b text compression pglz);
create table heir () inherits (one);
create table own (a int) inherits (one);
