insert into whole values (1, 'y'), (21, 'y');
