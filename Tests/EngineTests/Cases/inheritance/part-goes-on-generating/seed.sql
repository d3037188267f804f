insert into whole select n, n from generate_series(0, 19) n;
insert into heir values (1);
