create domain d as int;
alter domain d add constraint positive check (value > 0);
create table t (a d);
