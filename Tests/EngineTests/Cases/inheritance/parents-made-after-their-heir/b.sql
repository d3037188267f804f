create table heir (x bigint, y bigint, z int, w text, constraint k check (y > 1));
create table one (x bigint, w text);
create table two (y bigint, constraint k check (y > 1));
alter table heir inherit one;
alter table heir inherit two;
