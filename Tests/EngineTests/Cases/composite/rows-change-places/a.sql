create table t (a int, b text);
create table j (a int, b text, c int default 3);
create table i (x int, p t, q j, ps t[]);
