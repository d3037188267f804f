create domain inner_d as int check (value > 0);
create domain outer_d as inner_d not null;
create table t (id int, list outer_d[]);
