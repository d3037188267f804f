insert into whole select n, n from generate_series(0, 19) n;
insert into s."by hash" select n from generate_series(0, 19) n;
