create table parent (a int, constraint positive check (a > 0) no inherit);
create table child () inherits (parent);
