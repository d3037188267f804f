create table one (a int not null, b text compression pglz);
create table heir () inherits (one);
alter table heir alter a drop not null, alter b set compression default;
create table own (a int) inherits (one);
alter table own alter a drop not null, alter b set compression default;
create table late () inherits (one);
alter table late alter a drop not null, alter b set compression default;
