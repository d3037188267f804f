insert into p values (1);
insert into h values (2);
insert into g values (3);
insert into i values (4);
insert into l values (5);
insert into m values (6);
insert into w values (7, 1), (8, 2);
