create table base (a int);
create table heir () inherits (base);
alter table base add constraint positive check (a > 0) not valid;
create table more (b int);
create table first () inherits (more);
create table second () inherits (more);
alter table second add constraint checked check (b > 0);
alter table more add constraint checked check (b > 0) not valid;
