create table whole (a int not null) partition by list (a);
create table one partition of whole for values in (1);
create table two partition of whole for values in (2);
create table rest partition of whole default;
