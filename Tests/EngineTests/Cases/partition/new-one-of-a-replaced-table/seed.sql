insert into whole values (1, 2);
