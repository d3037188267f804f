create foreign data wrapper w;
create server s foreign data wrapper w;
create domain o as timestamptz default now();
create domain d as o;
create foreign table k (a o[], d int8) server s;
create table uses (x o, y d);
