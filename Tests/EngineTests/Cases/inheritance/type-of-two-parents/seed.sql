insert into one values (1, 1);
insert into heir values (1, 2, 'x');
insert into low values (3, 4, 'y', 5);
