create table parent (a int, constraint positive check (a > 0));
create table child () inherits (parent);
