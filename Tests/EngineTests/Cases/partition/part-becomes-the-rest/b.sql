create table whole (a int not null) partition by list (a);
create table one partition of whole default;
create table two partition of whole for values in (2, 4);
create table rest partition of whole for values in (1, 3);
