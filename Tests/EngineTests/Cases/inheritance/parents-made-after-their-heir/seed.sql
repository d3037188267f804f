insert into heir values (1, 2, 3);
insert into two values (2);
