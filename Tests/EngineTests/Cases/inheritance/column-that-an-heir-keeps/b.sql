create table top (a int);
create table middle (b int, c int) inherits (top);
create table low (d int) inherits (top, middle);
create table beside (e int) inherits (top);
