insert into top values (1, 2);
insert into middle values (3, 4, 5);
insert into low values (6, 7, 8, 9);
insert into beside values (1, 2, 3);
