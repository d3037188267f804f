create table parent (a int default 3);
