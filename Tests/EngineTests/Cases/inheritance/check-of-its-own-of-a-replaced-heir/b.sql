create table p (a int, b text, constraint k check (a > 0));
create table ch (a int, d int, constraint k check (a > 0)) inherits (p);
