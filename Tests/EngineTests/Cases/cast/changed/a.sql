create type pair as (x int, y int);
create type other as (x int, y int);
create function to_int(pair) returns int language sql immutable return ($1).x;
create function to_int(pair, int) returns int language sql immutable return ($1).x;
create cast (pair as int) with function to_int(pair) as assignment;
create cast (pair as bigint) with inout;
create cast (varchar as int) with inout as implicit;
comment on cast (pair as int) is 'first of the two';
