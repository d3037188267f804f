create table one (a int, b text, c int);
create table two (b text, c int);
create table heir () inherits (one, two);
alter table heir alter a set not null, alter b set compression pglz, alter c set not null;
create table late () inherits (one);
alter table late alter b set compression pglz, alter a set not null;
create table own (a int not null, b text compression pglz) inherits (one);
