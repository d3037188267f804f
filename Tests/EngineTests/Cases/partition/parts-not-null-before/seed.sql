insert into whole values ('a', 'x', 1), ('b', 'y', 2);
