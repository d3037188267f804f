insert into part values (1, '2', 'three', now());
insert into box (id, first) values (1, (1, '2', 'three', now())), (2, null);
