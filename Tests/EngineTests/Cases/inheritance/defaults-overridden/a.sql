create table top (x int default 10, y int, z text default 'old');
create table beside (x int default 10, w int default 1);
create table plain (v int default 7);
