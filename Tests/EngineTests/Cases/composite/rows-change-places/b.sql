create table j (a bigint, b text);
create table t (a int, b text, c int default 3);
create table i (x int, p j, q t, ps j[]);
