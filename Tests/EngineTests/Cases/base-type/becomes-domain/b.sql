create domain mark as text;
create table t (a mark);
