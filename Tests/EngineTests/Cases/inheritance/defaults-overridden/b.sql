create table top (x int default 1, y int default 2, z text default 'new');
create table beside (x int default 1, w int default 1);
create table plain (v int default 7);
create table heir () inherits (top);
alter table only heir alter x set default 9;
alter table only heir alter y drop default;
create table alike () inherits (top, beside);
create table low (u int) inherits (heir);
alter table only low alter z set default 'own';
