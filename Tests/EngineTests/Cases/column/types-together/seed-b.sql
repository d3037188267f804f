insert into heir values (1, 'x', 'sad', 3);
insert into t values (1, 'x', 2.5, '2020-01-01', 'sad', 1);
insert into divided values (1, 2, 'c');
