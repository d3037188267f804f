create function one(bigint) returns bigint return $1 + 1;
create function two(int) returns bigint return one($1) + one($1);
create function three(int) returns int return two($1)::int;
create table t (x int, y int default three(3));
create domain d as int default three(1);
