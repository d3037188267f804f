insert into whole select 1 + n % 4, n from generate_series(0, 19) n;
