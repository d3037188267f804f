create type place as (x int, z int);
create table t (p place);
