create type place as (x int, y int);
create table t of place;
