insert into kind values ('one');
insert into part values ('one', 1), ('one', 2);
