insert into late select n, n from generate_series(0, 9) n;
insert into later select n, n from generate_series(10, 19) n;
