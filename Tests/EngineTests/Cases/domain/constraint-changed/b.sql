create domain d as int constraint c check (value > 1);
create table t (a d, b d[]);
