create domain inner_d as int;
create domain outer_d as inner_d;
create table t (id int, list outer_d[]);
