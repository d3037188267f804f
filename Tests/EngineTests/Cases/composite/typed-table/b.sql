create type place as (x bigint, y int);
create table t of place;
create table u of place (x with options primary key);
