create function same(int) returns int language sql immutable as 'select $1';
create table parent (a int, b int, constraint one check (b > 0), constraint two check (b = same(b)));
create table heir (constraint one check (b > 0), constraint two check (b = same(b)))
  inherits (parent);
create table heir_of_heir (constraint other check (a > 1), constraint two check (b = same(b)))
  inherits (heir);
create table plain (constraint other check (a > b)) inherits (parent);
