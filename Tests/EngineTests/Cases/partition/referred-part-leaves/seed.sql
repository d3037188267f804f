insert into whole values ('b');
insert into user_of_rows values ('b');
