create table top (a int, b int);
create table middle (c int) inherits (top);
create table low (d int) inherits (top, middle);
create table beside (e int) inherits (top);
