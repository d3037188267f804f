create type place as (x int, y int);
create table t (p place);
