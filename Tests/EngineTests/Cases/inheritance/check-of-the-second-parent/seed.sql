insert into heir values (1, 2, 3, 4);
