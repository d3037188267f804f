create table r (a bigint, b text, c int not null default 3);
create table t (id int, x r, y r[]);
