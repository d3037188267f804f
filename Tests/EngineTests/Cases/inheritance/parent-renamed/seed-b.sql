insert into highway values ('a', null, 2);
insert into tunnel values ('b', null, 3);
