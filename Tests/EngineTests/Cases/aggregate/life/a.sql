create function add(int, int) returns int language sql immutable as 'select $1 + $2';
create function sub(int, int) returns int language sql immutable as 'select $1 - $2';
create function fin(int) returns text language sql immutable as 'select $1::text';
create aggregate total(int) (sfunc = add, stype = int);
create aggregate all_rows(*) (sfunc = int8inc, stype = bigint, initcond = '0');
create aggregate gone(int) (sfunc = add, stype = int);
