create domain d as text check (value in ('x', 'y'));
create table t (a d);
