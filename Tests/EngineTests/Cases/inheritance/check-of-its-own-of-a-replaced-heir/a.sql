create table p (a int, b text, constraint k check (a > 1));
create table ch (d int) inherits (p);
