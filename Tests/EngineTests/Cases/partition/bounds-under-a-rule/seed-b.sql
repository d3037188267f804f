insert into one values (1, 'x');
insert into two values (3, 'y');
