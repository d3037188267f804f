create table r (a int, b text);
create table t (id int, x r, y r[]);
