insert into part values (1, 1, 1);
