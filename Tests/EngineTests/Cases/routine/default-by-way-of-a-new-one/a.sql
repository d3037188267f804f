create function one(int) returns int return $1 + 1;
create function two(int) returns int return one($1) + one($1);
create table t (x int, y int default two(3));
create domain d as int default two(1);
