create table parent (a int, b int, constraint one check (b > 0));
