create table one (x bigint default 1, y int check (y > 0));
create table two (x bigint default 5, z varchar(10));
create table heir (x bigint default 4) inherits (one, two);
create table silent (x bigint default 1) inherits (one);
create table low (v int) inherits (heir);
alter table only low alter x set default 9;
