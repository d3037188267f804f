insert into whole values (1, 'a'), (11, 'b');
