insert into t values (1, 5, '{6,7}', 8);
insert into u values (9);
insert into w values (row(1, 2));
