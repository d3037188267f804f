insert into part values (1, 2, 'three');
insert into box (id, first) values (1, (1, 2, 'three')), (2, null);
