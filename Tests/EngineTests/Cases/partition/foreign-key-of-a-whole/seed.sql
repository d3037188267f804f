insert into author values (1), (2);
insert into post values (1, 1, 5), (2, 2, 150000), (3, null, 7);
