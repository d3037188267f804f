insert into author values (1, 'Ann'), (2, 'Bo');
insert into post values (1, 1), (2, null);
insert into note values (1, 2);
