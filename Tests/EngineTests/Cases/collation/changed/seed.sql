insert into s.t values (1, 'x', 'y'), (2, 'y', 'z');
