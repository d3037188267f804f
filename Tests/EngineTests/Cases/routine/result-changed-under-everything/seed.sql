insert into t (a) values (5), (6);
insert into u values (1), (2);
