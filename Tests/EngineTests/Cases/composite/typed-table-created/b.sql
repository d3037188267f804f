create type place as (x int, y text);
create table t of place;
create table u of place (x with options primary key default 3, y not null, check (x > 0));
