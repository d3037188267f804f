create domain o as int;
create domain d as o;
create table uses (x o, y d, z o[]);
