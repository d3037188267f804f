create type place as (x int, y text);
create table t (x bigint, y text, z int);
create table u of place;
