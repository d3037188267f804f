create type place as (x int, y text);
create table t of place;
create table u (x int, y text, z int);
