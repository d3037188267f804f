create type place as (x int, y int, z int);
create table t of place;
