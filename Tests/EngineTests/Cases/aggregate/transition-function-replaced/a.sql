create function add(a int, b int) returns int language sql immutable as 'select $1 + $2';
create aggregate total(int) (sfunc = add, stype = int);
