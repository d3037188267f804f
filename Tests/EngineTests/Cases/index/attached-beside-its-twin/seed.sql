insert into part values (1, 'a');
insert into other values ('a');
