insert into z (self) values (1);
insert into a values (1);
insert into m values (1, 1);
