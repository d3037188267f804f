create type place as (x int, z text, y int);
create table t (p place);
