insert into p values (1, 'a'), (12, 'b'), (16, 'c'), (19, 'd'), (25, 'e');
insert into r values (1), (12), (16), (19), (25);
