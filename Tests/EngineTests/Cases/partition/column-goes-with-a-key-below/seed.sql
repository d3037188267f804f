insert into whole values (1, 'x', 'y'), (21, 'y', 'y');
