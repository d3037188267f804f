insert into whole values (1), (2);
insert into parent values (1);
insert into heir values (2, 3), (3, 4);
